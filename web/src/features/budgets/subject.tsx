import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Budget } from '../../lib/api-types.ts';
import { useMe, useRead } from '../../lib/queries.ts';
import { useAgentText } from '../../lib/use-agent-text.ts';
import { useMemberName } from '../../lib/use-member-name.ts';
import { runPath, useProcedureName } from '../../ui/run-state.tsx';
import styles from './budgets.module.css';

/** What a budget is for, by its name. */
export function Subject({ budget: { kind, subjectId } }: { budget: Budget }) {
  const { workspace } = useMe();
  switch (kind) {
    case 'workspace':
      return workspace.name;
    case 'user':
      return <Person id={subjectId} />;
    case 'agent':
      return <AgentName id={subjectId} />;
    case 'run':
      return <RunName id={subjectId} />;
  }
}

function Person({ id }: { id: string }) {
  return useMemberName()(id);
}

function AgentName({ id }: { id: string }) {
  const say = useAgentText();
  const agent = useRead('GET /api/v1/agents', {}).data?.items.find((one) => one.id === id);
  return agent ? say.agent(agent).name : id;
}

function RunName({ id }: { id: string }) {
  const { t } = useTranslation();
  const nameOf = useProcedureName();
  const run = useRead('GET /api/v1/runs/{id}', { params: { id } }).data;
  if (!run) return t('budgets.aRun');
  return (
    <Link to={runPath(run.procedure, id)} className={styles.name}>
      {run.label || nameOf(run.procedure)}
    </Link>
  );
}
