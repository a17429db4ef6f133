import type { Orchestrator } from '@agenticgen/orchestrator';
import {
  type AccessVariables,
  accessErrors,
  type Granted,
  grant,
  type Principal,
  permit,
} from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { createRouter, sse, toPage } from '../http/index.ts';
import type { RunEventView, RunView } from './contract.ts';
import * as contract from './contract.ts';
import { readsTranscript, seesAllRuns } from './policy.ts';
import { presentEvent, presentRun } from './present.ts';
import { findOwner, pageOfOwners, type RunOwner } from './queries.ts';

export interface RunRouteNeeds {
  db: Database;
  orchestrator: Orchestrator<Database>;
  /** Fires when the server stops: streams end, their readers come back to another process. */
  stopping: AbortSignal;
  /** What one reader may see of the log of a run. */
  showRun(by: Principal, owner: RunOwner): Promise<ShowEvent>;
}

/** Told one event after the other, from the first on: what the reader is shown of it; null: nothing. */
export type ShowEvent = (event: RunEventView) => Promise<RunEventView | null>;

export function runRoutes({ db, orchestrator, stopping, showRun }: RunRouteNeeds) {
  const router = createRouter<AccessVariables>();

  async function granted<V extends 'read' | 'edit'>(by: Principal, verb: V, id: string) {
    return grant(by, verb, 'Run', await findOwner(db, id));
  }

  /** The label is the beginning of what was said, so only readers of the transcript are shown it. */
  async function shown(by: Principal, owner: RunOwner): Promise<RunView | null> {
    const run = await orchestrator.run(owner.run_id);
    if (!run) return null;
    return readsTranscript(by, owner) ? presentRun(run) : { ...presentRun(run), label: null };
  }

  async function shownOne({ by, record }: Granted<'read' | 'edit', RunOwner>): Promise<RunView> {
    const run = await shown(by, record);
    if (!run) throw accessErrors.not_found('Run');
    return run;
  }

  router.openapi(contract.listRuns, async (c) => {
    const { cursor, limit, state, procedure } = c.req.valid('query');
    const { by } = permit(c.var.principal, 'read', 'Run');
    const filter = {
      workspaceId: by.workspaceId,
      userId: seesAllRuns(by) ? null : by.userId,
      state,
      procedure,
      before: cursor,
    };
    const owners = await pageOfOwners(db, filter, limit + 1);
    const runs = await Promise.all(owners.map((owner) => shown(by, owner)));
    const found = runs.filter((run): run is RunView => run !== null);
    return c.json(
      toPage(
        found,
        limit,
        (run) => run,
        (run) => run.id,
      ),
      200,
    );
  });

  router.openapi(contract.getRun, async (c) => {
    const run = await granted(c.var.principal, 'read', c.req.valid('param').id);
    return c.json(await shownOne(run), 200);
  });

  router.openapi(contract.followRun, async (c) => {
    const owner = await findOwner(db, c.req.valid('param').id);
    const { by, record } = grant(c.var.principal, 'read', 'Transcript', owner);
    const after = c.req.valid('header')['last-event-id'] ?? c.req.valid('query').after ?? 0;
    const gone = new AbortController();
    const signal = AbortSignal.any([gone.signal, stopping]);
    const show = await showRun(by, record);
    async function* events() {
      // From the first on: what came before tells what of the rest may be seen.
      for await (const event of orchestrator.follow(record.run_id, { after: 0, signal })) {
        const shown = await show(presentEvent(event));
        if (shown && event.sequence > after)
          yield { id: String(event.sequence), event: event.type, data: JSON.stringify(shown) };
      }
    }
    return sse(events(), { requestId: c.var.requestId, onClose: () => gone.abort() });
  });

  router.openapi(contract.cancelRun, async (c) => {
    const run = await granted(c.var.principal, 'edit', c.req.valid('param').id);
    await orchestrator.cancel(run.record.run_id, `asked by ${run.by.userId}`);
    return c.json(await shownOne(run), 202);
  });

  router.openapi(contract.pauseRun, async (c) => {
    const run = await granted(c.var.principal, 'edit', c.req.valid('param').id);
    await orchestrator.pause(run.record.run_id, `asked by ${run.by.userId}`);
    return c.json(await shownOne(run), 200);
  });

  router.openapi(contract.resumeRun, async (c) => {
    const run = await granted(c.var.principal, 'edit', c.req.valid('param').id);
    await orchestrator.resume(run.record.run_id);
    return c.json(await shownOne(run), 200);
  });

  return router;
}
