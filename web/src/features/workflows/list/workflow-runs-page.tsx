import { Button, Group, Select } from '@mantine/core';
import { IconTimeline } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { WorkflowRun } from '../../../lib/api-types.ts';
import { useApi } from '../../../lib/client.tsx';
import { useList } from '../../../lib/queries.ts';
import { Page } from '../../../ui/page.tsx';
import { EmptyState, Loaded } from '../../../ui/states.tsx';
import styles from './list.module.css';
import { ORIGINS, type RunFilter, STATES } from './run-filter.ts';
import { WorkflowRunRow } from './workflow-run-row.tsx';
import { WorkflowTabs } from './workflow-tabs.tsx';

const REFRESH_MS = 4_000;

/** Runs of workflows. The filter is part of the address, so that it can be passed on. */
export function WorkflowRunsPage({ filter }: { filter: RunFilter }) {
  const { t } = useTranslation();
  const api = useApi();
  const runs = useInfiniteQuery({
    queryKey: ['GET /api/v1/workflow-runs', filter],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/v1/workflow-runs', {
        query: { ...filter, ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: REFRESH_MS,
  });
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Page title={t('shell.workflows')} description={t('workflows.runsDescription')}>
      <WorkflowTabs value="runs" />
      <Filters filter={filter} />
      <Loaded of={runs}>
        {({ pages }) => {
          const items: WorkflowRun[] = pages.flatMap((page) => page.items);
          if (items.length === 0) {
            const text = t(isFiltered ? 'workflows.noRunsFiltered' : 'workflows.noRunsText');
            return <EmptyState icon={IconTimeline} title={t('workflows.noRuns')} text={text} />;
          }
          return (
            <>
              <div className={styles.list}>
                {items.map((run) => (
                  <WorkflowRunRow key={run.id} run={run} />
                ))}
              </div>
              {runs.hasNextPage && (
                <Button
                  variant="default"
                  mt="md"
                  loading={runs.isFetchingNextPage}
                  onClick={() => void runs.fetchNextPage()}
                >
                  {t('common.more')}
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
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
