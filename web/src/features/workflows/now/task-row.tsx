import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OpenTask, WorkState } from '../../../lib/api-types.ts';
import { useAgentName } from '../../../lib/use-agent-text.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { Row } from '../../../ui/rows.tsx';
import { RunState, runPath, useProcedureName } from '../../../ui/run-state.tsx';
import { Expected } from './expected.tsx';
import styles from './now.module.css';
import { RunLink } from './run-link.tsx';

interface TaskRowProps {
  task: OpenTask;
  state: Pick<WorkState, 'agents' | 'runs'>;
}

/** One piece of work: what it is, who does it, since when. */
export function TaskRow({ task, state }: TaskRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useProcedureName();
  const agentName = useAgentName();
  const { rootId, runId, procedure, label, agentId, priority, ageMs, pausedAt } = task;
  const agent = state.agents.find((one) => one.agentId === agentId);
  const root = state.runs.find((one) => one.runId === rootId);
  const about = [
    root?.workflowName ?? (label && nameOf(procedure)),
    agent && agentName(agent.agentId, agent.name),
    priority !== 'normal' && t(`nodeChoice.${priority}`),
    t('now.since', { time: format.duration(ageMs) }),
  ].filter(Boolean);
  return (
    <Row testId="now-task">
      <div className={styles.main}>
        <RunLink to={rootId === runId ? runPath(procedure, runId) : `/runs/${runId}`}>
          {label || nameOf(procedure)}
        </RunLink>
        <Text size="xs" c="dimmed">
          {about.join(' · ')}
        </Text>
      </div>
      <Expected at={task.expectedAt} sureness={task.sureness} />
      {pausedAt !== null && (
        <Text size="xs" fw={550}>
          {t('workflows.paused')}
        </Text>
      )}
      <RunState state={task.state} />
    </Row>
  );
}
