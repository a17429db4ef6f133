import type { RunLine } from './server-client.ts';

const MAX_ARGUMENTS_LENGTH = 300;

/** What an answer waits for, for who reads it in a terminal; null for an event that is no wait. */
export function waitLine({ type, payload }: Pick<RunLine, 'type' | 'payload'>): string | null {
  switch (type) {
    case 'budget.reached':
      return `Waiting: the budget of the ${payload.kind} has reached its limit (${payload.used} of ${payload.limit} ${payload.dimension}); raise it on the page Budgets`;
    case 'approval.asked': {
      const given = JSON.stringify(payload.arguments ?? null);
      const shown = given.length > MAX_ARGUMENTS_LENGTH ? `${given.slice(0, MAX_ARGUMENTS_LENGTH)}…` : given;
      return `Waiting: ${payload.tool} ${shown} has to be approved; decide on the page Approvals`;
    }
    case 'approval.decided':
      return payload.state === 'approved' ? 'Approved' : `Not approved (${payload.state})`;
    case 'run.paused':
      return 'Paused; it goes on once somebody resumes it on its page';
    default:
      return null;
  }
}
