import { Alert, Button, Text, Title } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkState } from '../../../lib/api-types.ts';
import { useRead } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { Page } from '../../../ui/page.tsx';
import { Rows } from '../../../ui/rows.tsx';
import { EmptyState, Loaded } from '../../../ui/states.tsx';
import { WorkflowTabs } from '../list/workflow-tabs.tsx';
import { AgentRow } from './agent-row.tsx';
import styles from './now.module.css';
import { OpenRunRow } from './open-run-row.tsx';
import { PoolRow } from './pool-row.tsx';
import { TaskRow } from './task-row.tsx';

const REFRESH_MS = 2_000;
const COUNTED = ['running', 'queued', 'waiting'] as const;

/** What every run, task, agent and pool of the workspace does now. */
export function NowPage() {
  const { t } = useTranslation();
  const state = useRead('GET /api/v1/workflow-state', {}, { refetchInterval: REFRESH_MS, staleTime: 0 });
  return (
    <Page title={t('shell.workflows')} description={t('now.description')}>
      <WorkflowTabs value="now" />
      <Loaded of={state}>{(found) => <Now state={found} />}</Loaded>
    </Page>
  );
}

function Now({ state }: { state: WorkState }) {
  const { t } = useTranslation();
  const shown = new Set(state.runs.map(({ runId }) => runId));
  // A run that stands above with its progress is not told again as a task.
  const tasks = state.tasks.filter(({ runId }) => !shown.has(runId));
  return (
    <>
      <Counts state={state} />
      {state.truncated && (
        <Alert variant="light" color="gray" mb="lg">
          {t('now.truncated')}
        </Alert>
      )}
      {state.tasks.length === 0 && state.runs.length === 0 ? (
        <EmptyState icon={IconActivity} title={t('now.none')} text={t('now.noneText')}>
          <Button component={Link} to="/workflows" variant="default">
            {t('now.toWorkflows')}
          </Button>
        </EmptyState>
      ) : (
        <>
          <Part title={t('now.runs')} items={state.runs}>
            {(run) => <OpenRunRow key={run.runId} run={run} />}
          </Part>
          <Part title={t('now.tasks')} items={tasks}>
            {(task) => <TaskRow key={task.runId} task={task} state={state} />}
          </Part>
          <Part title={t('shell.agents')} items={state.agents}>
            {(agent) => <AgentRow key={agent.agentId} agent={agent} />}
          </Part>
        </>
      )}
      <Part title={t('now.pools')} text={t('now.poolsText')} items={state.pools}>
        {(pool) => <PoolRow key={pool.pool} pool={pool} />}
      </Part>
    </>
  );
}

/** The three numbers that say whether much or little goes on. */
function Counts({ state }: { state: WorkState }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={styles.counts} role="status" aria-label={t('now.counts')} data-testid="now-counts">
      {COUNTED.map((name) => (
        <div key={name} className={styles.count} data-state={name}>
          <Text fz={28} fw={650} lh={1.1}>
            {format.number(state[name])}
          </Text>
          <Text size="sm" c="dimmed">
            {t(`runState.${name}`)}
          </Text>
        </div>
      ))}
    </div>
  );
}

interface PartProps<T> {
  title: string;
  text?: string;
  items: readonly T[];
  children: (item: T) => ReactNode;
}

function Part<T>({ title, text, items, children }: PartProps<T>) {
  if (items.length === 0) return null;
  return (
    <section className={styles.part}>
      <Title order={2} size="h4" mb={text ? 2 : 'sm'}>
        {title}
      </Title>
      {text && (
        <Text size="sm" c="dimmed" mb="sm">
          {text}
        </Text>
      )}
      <Rows>{items.map(children)}</Rows>
    </section>
  );
}
