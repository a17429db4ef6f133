import { Badge, Drawer, Text, UnstyledButton } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { PagedRows } from '../../ui/paged-rows.tsx';
import rows from '../../ui/rows.module.css';
import { RunState } from '../../ui/run-state.tsx';
import { EmptyState } from '../../ui/states.tsx';

interface HistoryDrawerProps {
  onClose: () => void;
  onPick: (runId: string) => void;
}

/** What one has run before: a click brings it back with its result. */
export function HistoryDrawer({ onClose, onPick }: HistoryDrawerProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const pages = usePages('GET /api/v1/executions', {});
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      title={t('code.history')}
      size="md"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <PagedRows
        of={pages}
        empty={<EmptyState icon={IconHistory} title={t('code.noHistory')} text={t('code.noHistoryText')} />}
      >
        {({ runId, title, language, state, exitCode, createdAt }) => (
          <UnstyledButton
            key={runId}
            className={`${rows.row} ${rows.link}`}
            onClick={() => onPick(runId)}
            data-testid={`ran-${runId}`}
          >
            <span className={rows.main} style={{ flex: 1 }}>
              <Text size="sm" ff="monospace" truncate>
                {title || t('code.untitled')}
              </Text>
              <Text size="xs" c="dimmed">
                {t(`codeLanguage.${language}`)} · {format.ago(createdAt)}
              </Text>
            </span>
            {state === 'done' && exitCode !== 0 ? (
              <Badge variant="light" color="red" radius="sm" tt="none">
                {exitCode === null ? t('code.cutOff') : t('code.exitCode', { exitCode })}
              </Badge>
            ) : (
              <RunState state={state} />
            )}
          </UnstyledButton>
        )}
      </PagedRows>
    </Drawer>
  );
}
