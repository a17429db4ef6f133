import { Badge, Collapse, Group, Loader, Stack, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconBook2,
  IconCalculator,
  IconChartBar,
  IconChevronRight,
  IconClock,
  IconCode,
  IconDatabase,
  IconFile,
  IconGitBranch,
  IconMail,
  IconTable,
  IconTool,
  IconWorld,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ToolPart } from '../../lib/api-types.ts';
import { useFormat } from '../../lib/use-format.ts';
import { ScanBadge, ScanFindings } from '../../ui/code-scan.tsx';
import { Figure, isFigure } from '../../ui/figure.tsx';
import { FileChip } from '../../ui/file-chip.tsx';
import { ToolArguments } from './tool-arguments.tsx';
import styles from './tool-card.module.css';
import { summaryOf } from './tool-summary.ts';

const ICONS: Record<string, typeof IconTool> = {
  run_code: IconCode,
  notebook: IconCode,
  sql_query: IconDatabase,
  git: IconGitBranch,
  data_table: IconTable,
  chart: IconChartBar,
  search_knowledge: IconBook2,
  read_file: IconFile,
  write_file: IconFile,
  list_files: IconFile,
  search_files: IconFile,
  diff_files: IconFile,
  patch_file: IconFile,
  calculate: IconCalculator,
  date_time: IconClock,
  draft_email: IconMail,
  fetch_url: IconWorld,
  http_request: IconWorld,
  web_search: IconWorld,
};

interface ToolCardProps {
  call: { callId: string; tool: string; arguments?: unknown };
  /** Missing while it runs. */
  result?: ToolPart;
}

/** A tool call: one line that unfolds; figures and files are always in sight. */
export function ToolCard({ call, result }: ToolCardProps) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const [isOpen, { toggle }] = useDisclosure(false);
  const Icon = ICONS[call.tool] ?? IconTool;
  const state = result ? (result.ok ? 'ok' : 'failed') : 'running';
  const figures = result?.files.filter(isFigure) ?? [];
  const files = result?.files.filter((file) => !isFigure(file)) ?? [];
  return (
    <Stack gap="sm" my="sm">
      <div className={styles.card} data-testid="tool-card" data-state={state} data-tool={call.tool}>
        <UnstyledButton className={styles.head} onClick={toggle} aria-expanded={isOpen}>
          {state === 'running' ? <Loader size={17} /> : <Icon size={18} stroke={1.7} />}
          <Text size="sm" fw={550} style={{ whiteSpace: 'nowrap' }}>
            {i18n.exists(`tool.${call.tool}`) ? t(`tool.${call.tool}`) : call.tool}
          </Text>
          <Text size="sm" c="dimmed" truncate flex={1} miw={0}>
            {summaryOf(call.arguments)}
          </Text>
          {result?.scan && <ScanBadge scan={result.scan} />}
          {result?.cached && (
            <Badge color="gray" variant="light" size="sm" tt="none">
              {t('tool.cached')}
            </Badge>
          )}
          {state === 'failed' && (
            <Badge color="red" variant="light" size="sm">
              {t('tool.failed')}
            </Badge>
          )}
          <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            {result ? format.duration(result.durationMs) : t('tool.running')}
          </Text>
          <IconChevronRight size={15} className={styles.arrow} data-open={isOpen} />
        </UnstyledButton>
        <Collapse expanded={isOpen}>
          {isOpen && (
            <Stack gap="sm" className={styles.body}>
              {result?.withheld ? (
                <Text size="sm" c="dimmed" data-testid="tool-withheld">
                  {t('tool.withheld')}
                </Text>
              ) : (
                <>
                  <ToolArguments tool={call.tool} given={call.arguments} />
                  {result?.scan && <ScanFindings scan={result.scan} />}
                  {result && <Output text={result.output} isOk={result.ok} />}
                </>
              )}
              {result?.version !== undefined && (
                <Text size="xs" c="dimmed">
                  {t('tool.version', { version: result.version })}
                </Text>
              )}
            </Stack>
          )}
        </Collapse>
      </div>
      {figures.map((file) => (
        <Figure key={file.id} file={file} />
      ))}
      {files.length > 0 && (
        <Group gap="xs">
          {files.map((file) => (
            <FileChip key={file.id} file={file} />
          ))}
        </Group>
      )}
      {result?.leftOut && <NotKept leftOut={result.leftOut} />}
    </Stack>
  );
}

/** Files that the program wrote and that are not here: people would look for them. */
function NotKept({ leftOut: { count, limits } }: { leftOut: NonNullable<ToolPart['leftOut']> }) {
  const { t, i18n } = useTranslation();
  const names = limits.map((limit) => {
    const key = `fileLimit.${limit}`;
    return i18n.exists(key) ? t(key) : limit;
  });
  return (
    <Text size="xs" c="dimmed" data-testid="not-kept">
      {t('tool.notKept', { count, limits: names.join(', ') })}
    </Text>
  );
}

function Output({ text, isOk }: { text: string; isOk: boolean }) {
  const { t } = useTranslation();
  return (
    <div>
      <Text size="xs" fw={600} c="dimmed" mb={4}>
        {t('tool.output')}
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long output is scrolled with the keyboard */}
      <pre className={styles.output} data-failed={!isOk} tabIndex={0}>
        {text}
      </pre>
    </div>
  );
}
