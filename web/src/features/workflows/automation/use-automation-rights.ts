import type { Schedule, Trigger } from '../../../lib/api-types.ts';
import { useCan, useMe } from '../../../lib/queries.ts';

export interface AutomationRights {
  isMine: boolean;
  /** Its timing, input and whether it runs. */
  mayChange: boolean;
  /** Stop or remove it: its maker, and who may edit the workflow. */
  mayStop: boolean;
}

/** What the reader may do to a schedule or trigger: it works in the name of the person who made it. */
export function useAutomationRights(): (one: Schedule | Trigger) => AutomationRights {
  const can = useCan();
  const { user } = useMe();
  return ({ createdBy }) => {
    const isMine = createdBy === user.id;
    const mayRun = can('run', 'Workflow');
    return { isMine, mayChange: isMine && mayRun, mayStop: mayRun && (isMine || can('edit', 'Workflow')) };
  };
}

/** Whether the reader may make schedules and triggers. */
export function useMayAutomate(): boolean {
  const can = useCan();
  return can('run', 'Workflow') && can('create', 'Run');
}
