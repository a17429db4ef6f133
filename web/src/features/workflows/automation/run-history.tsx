import { Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { PagedRows } from '../../../ui/paged-rows.tsx';
import { RunRow } from '../../../ui/run-row.tsx';

const REFRESH_MS = 5_000;

/** The runs that a schedule or trigger began, newest first. */
export function RunHistory({ originId }: { originId: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const runs = usePages(
    'GET /api/v1/workflow-runs',
    { query: { originId, limit: 10 } },
    { refetchInterval: REFRESH_MS },
  );
  const empty = (
    <Text size="sm" c="dimmed">
      {t('automation.noHistory')}
    </Text>
  );
  return (
    <section data-testid="run-history">
      <Title order={3} size="h6" mb="xs">
        {t('automation.history')}
      </Title>
      <PagedRows of={runs} empty={empty} places={2}>
        {(run) => (
          <RunRow
            key={run.id}
            run={run}
            to={`/workflows/runs/${run.id}`}
            title={format.time(run.createdAt)}
            about={t('workflows.version', { version: run.version })}
            isPaused={run.pausedAt !== null}
            testId="history-run"
          />
        )}
      </PagedRows>
    </section>
  );
}
