import { Group, Select } from '@mantine/core';
import { IconTimeline } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useList, usePages } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { Page } from '../../../ui/page.tsx';
import { PagedRows } from '../../../ui/paged-rows.tsx';
import { RunRow } from '../../../ui/run-row.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { ORIGINS, type RunFilter, STATES } from './run-filter.ts';
import { WorkflowTabs } from './workflow-tabs.tsx';

const REFRESH_MS = 4_000;

/** Runs of workflows. The filter is part of the address, so that it can be passed on. */
export function WorkflowRunsPage({ filter }: { filter: RunFilter }) {
  const { t } = useTranslation();
  const format = useFormat();
  const runs = usePages('GET /api/v1/workflow-runs', { query: filter }, { refetchInterval: REFRESH_MS });
  const emptyText = t(Object.keys(filter).length > 0 ? 'workflows.noRunsFiltered' : 'workflows.noRunsText');
  const empty = <EmptyState icon={IconTimeline} title={t('workflows.noRuns')} text={emptyText} />;
  return (
    <Page title={t('shell.workflows')} description={t('workflows.runsDescription')}>
      <WorkflowTabs value="runs" />
      <Filters filter={filter} />
      <PagedRows of={runs} empty={empty}>
        {(run) => (
          <RunRow
            key={run.id}
            run={run}
            to={`/workflows/runs/${run.id}`}
            title={run.workflowName}
            about={[
              t(`origin.${run.origin}`),
              t('workflows.version', { version: run.version }),
              format.ago(run.createdAt),
            ].join(' · ')}
            isPaused={run.pausedAt !== null}
            testId="workflow-run-row"
          />
        )}
      </PagedRows>
    </Page>
  );
}

function Filters({ filter }: { filter: RunFilter }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const workflows = useList('GET /api/v1/workflows', {});
  const choose = (key: keyof RunFilter) => (value: string | null) =>
    void navigate({ to: '/workflows/runs', search: { ...filter, [key]: value ?? undefined } as RunFilter });
  const fields = [
    {
      key: 'workflowId',
      any: t('workflows.anyWorkflow'),
      options: workflows.data?.map(({ id, name }) => ({ value: id, label: name })) ?? [],
    },
    {
      key: 'state',
      any: t('runs.allStates'),
      options: STATES.map((state) => ({ value: state, label: t(`runState.${state}`) })),
    },
    {
      key: 'origin',
      any: t('workflows.anyOrigin'),
      options: ORIGINS.map((origin) => ({ value: origin, label: t(`origin.${origin}`) })),
    },
  ] as const;
  return (
    <Group mb="md" gap="sm">
      {fields.map(({ key, any, options }) => (
        <Select
          key={key}
          w={{ base: '100%', xs: 200 }}
          clearable
          searchable={key === 'workflowId'}
          value={filter[key] ?? null}
          onChange={choose(key)}
          placeholder={any}
          aria-label={any}
          clearButtonProps={{ 'aria-label': any }}
          data={options}
          data-testid={`filter-${key}`}
        />
      ))}
    </Group>
  );
}
