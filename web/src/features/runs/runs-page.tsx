import { Button, Select, Text } from '@mantine/core';
import { IconChevronRight, IconTimeline } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Run } from '../../lib/api-types.ts';
import { useApi } from '../../lib/client.tsx';
import { useFormat } from '../../lib/use-format.ts';
import { Page } from '../../ui/page.tsx';
import { RunState, useProcedureName } from '../../ui/run-state.tsx';
import { EmptyState, Loaded } from '../../ui/states.tsx';
import styles from './runs.module.css';

const STATES: readonly Run['state'][] = ['queued', 'running', 'waiting', 'done', 'failed', 'cancelled'];
const REFRESH_MS = 4_000;

export function RunsPage() {
  const { t } = useTranslation();
  const api = useApi();
  const [state, setState] = useState<Run['state'] | null>(null);
  const runs = useInfiniteQuery({
    queryKey: ['GET /api/v1/runs', { state }],
    queryFn: ({ pageParam, signal }) =>
      api.call('GET /api/v1/runs', {
        query: { ...(state ? { state } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    refetchInterval: REFRESH_MS,
  });
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
      <Loaded of={runs}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) {
            return <EmptyState icon={IconTimeline} title={t('runs.none')} text={t('runs.noneText')} />;
          }
          return (
            <>
              <div className={styles.list}>
                {items.map((run) => (
                  <RunRow key={run.id} run={run} />
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

function RunRow({ run }: { run: Run }) {
  const format = useFormat();
  const nameOf = useProcedureName();
  const { id, label, procedure, state, createdAt, startedAt, finishedAt } = run;
  return (
    <Link to="/runs/$runId" params={{ runId: id }} className={styles.row} data-testid="run-row">
      <span style={{ flex: 1, minWidth: 0 }}>
        <Text size="sm" fw={550} truncate>
          {label || nameOf(procedure)}
        </Text>
        <Text size="xs" c="dimmed">
          {nameOf(procedure)} · {format.ago(createdAt)}
        </Text>
      </span>
      {startedAt !== null && finishedAt !== null && (
        <Text size="xs" c="dimmed" visibleFrom="sm">
          {format.duration(finishedAt - startedAt)}
        </Text>
      )}
      <RunState state={state} />
      <IconChevronRight size={16} className={styles.arrow} />
    </Link>
  );
}
