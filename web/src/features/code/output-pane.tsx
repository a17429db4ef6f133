import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconTerminal2, IconWifiOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { WholeExecution } from '../../lib/api-types.ts';
import { asProblem } from '../../lib/problem.ts';
import { ScanFindings } from '../../ui/code-scan.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { EmptyState } from '../../ui/states.tsx';
import { EndedLine } from './ended-line.tsx';
import { MadeFiles } from './made-files.tsx';
import { type LiveOutput, writtenBy } from './output-fold.ts';
import type { RunningExecution } from './use-execution.ts';
import { Written } from './written.tsx';

interface OutputPaneProps {
  of: RunningExecution;
  /** Runs what the workspace's policy asks about. */
  onAccept: () => void;
}

/** What code writes while it runs, and what it left when it is over. */
export function OutputPane({ of, onAccept }: OutputPaneProps) {
  const { t } = useTranslation();
  const { runId, output, execution, isBusy, isConnected, problem } = of;
  if (problem) {
    return (
      <Stack gap="sm">
        <FormProblem error={problem} />
        {asProblem(problem).code === 'code_not_accepted' && (
          <Group>
            <Button variant="default" onClick={onAccept} data-testid="code-accept">
              {t('code.runAnyway')}
            </Button>
          </Group>
        )}
      </Stack>
    );
  }
  if (runId === null && !isBusy) {
    return <EmptyState icon={IconTerminal2} title={t('code.empty')} text={t('code.emptyText')} />;
  }
  const shown = shownOf(output, execution);
  return (
    <Stack gap="md" data-testid="output" data-busy={isBusy}>
      {isBusy && (
        <Group gap="xs">
          <Loader size={16} />
          <Text size="sm" c="dimmed">
            {t(output?.state === 'queued' || !output ? 'code.queued' : 'code.running')}
          </Text>
          {!isConnected && <IconWifiOff size={17} aria-label={t('chat.reconnecting')} />}
        </Group>
      )}
      {shown.isCut && (
        <Text size="xs" c="dimmed">
          {t('code.cut')}
        </Text>
      )}
      {shown.pieces.length > 0 && <Written pieces={shown.pieces} />}
      {execution?.result && <MadeFiles result={execution.result} />}
      {execution?.result?.scan && execution.result.scan.verdict !== 'clean' && (
        <ScanFindings scan={execution.result.scan} />
      )}
      {execution?.error && (
        <Alert color="red" variant="light" title={t('code.notRun')}>
          {execution.error.message}
        </Alert>
      )}
      {execution && execution.finishedAt !== null && (
        <EndedLine of={execution} hasOutput={shown.pieces.length > 0} />
      )}
    </Stack>
  );
}

/** The log has the order in which both streams came; where it is gone, what was kept of each. */
function shownOf(
  output: LiveOutput | null,
  execution: WholeExecution | null,
): Pick<LiveOutput, 'pieces' | 'isCut'> {
  if (output && output.pieces.length > 0) return output;
  return writtenBy(execution?.result ?? null);
}
