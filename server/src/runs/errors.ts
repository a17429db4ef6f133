import { QueueFull } from '@agenticgen/orchestrator';
import { defineErrors } from '../problem/index.ts';

export const runErrors = defineErrors({
  queue_full: {
    status: 503,
    message: (queued: number) => `Cannot start run: ${queued} are waiting already, try again later`,
    fix: 'Add worker processes, or raise what the workers may do at a time',
  },
  workspace_queue_full: {
    status: 429,
    message: (queued: number) => `Cannot start run: ${queued} of this workspace are waiting already`,
  },
});

/** A start that the orchestrator refused, as a problem that says when to come back. */
export function refuseFull(error: unknown): never {
  if (!(error instanceof QueueFull)) throw error;
  const { of, queued, retryAfterMs, doneAt } = error.fullness;
  const problem = of === 'scope' ? runErrors.workspace_queue_full(queued) : runErrors.queue_full(queued);
  throw problem.with({ queued, expectedAt: doneAt }).retryAfter(retryAfterMs / 1_000);
}
