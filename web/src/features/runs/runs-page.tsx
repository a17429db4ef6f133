import { Select } from '@mantine/core';
import { IconTimeline } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Run } from '../../lib/api-types.ts';
import { usePages } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Page } from '../../ui/page.tsx';
import { PagedRows } from '../../ui/paged-rows.tsx';
import { RunRow } from '../../ui/run-row.tsx';
import { useProcedureName } from '../../ui/run-state.tsx';
import { EmptyState } from '../../ui/states.tsx';

const STATES: readonly Run['state'][] = ['queued', 'running', 'waiting', 'done', 'failed', 'cancelled'];
const REFRESH_MS = 4_000;

export function RunsPage() {
  const { t } = useTranslation();
  const [state, setState] = useState<Run['state'] | null>(null);
  const nameOf = useProcedureName();
  const format = useFormat();
  const runs = usePages(
    'GET /api/v1/runs',
    { query: state ? { state } : {} },
    { refetchInterval: REFRESH_MS },
  );
  const filter = (
    <Select
      w={180}
      clearable
      value={state}
      onChange={(value) => setState(value as Run['state'] | null)}
      placeholder={t('runs.allStates')}
      aria-label={t('runs.filter')}
      clearButtonProps={{ 'aria-label': t('runs.allStates') }}
      data={STATES.map((value) => ({ value, label: t(`runState.${value}`) }))}
    />
  );
  return (
    <Page title={t('shell.runs')} description={t('runs.description')} actions={filter}>
      <PagedRows
        of={runs}
        empty={<EmptyState icon={IconTimeline} title={t('runs.none')} text={t('runs.noneText')} />}
      >
        {(run) => (
          <RunRow
            key={run.id}
            run={run}
            to={`/runs/${run.id}`}
            title={run.label || nameOf(run.procedure)}
            about={`${nameOf(run.procedure)} · ${format.ago(run.createdAt)}`}
            testId="run-row"
          />
        )}
      </PagedRows>
    </Page>
  );
}
