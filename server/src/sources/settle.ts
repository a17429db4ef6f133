// A synchronization that is cancelled while it waits, or before a worker took it, never comes to start the next one.
import type { Orchestrator } from '@agenticgen/orchestrator';
import { type Database, inTransaction, lockRow } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { changeSource, type EndedSync, endedSyncs, findEndedSync, type SourceRow } from './queries.ts';
import { dueAt, HOUR_MS, type SyncProcedure, scheduleNext } from './sync.ts';

export interface SettleNeeds {
  orchestrator: Orchestrator<Database>;
  sync: SyncProcedure;
  runtime: Pick<Runtime, 'now'>;
}

/** Sources that are looked through at a start. */
const MAX_LOOKED_AT = 10_000;

/** The source of a run that ended goes on by its schedule, unless the run has seen to that itself. */
export function settleSync(db: Database, needs: SettleNeeds, sourceId: string, runId: string): Promise<void> {
  return inTransaction(db, async (tx) => {
    await lockRow(tx, 'knowledge_sources', sourceId);
    const found = await findEndedSync(tx, sourceId, runId);
    if (!found) return;
    const { source, run } = found;
    const change = source.next_run_id === runId ? {} : endOf(source, run);
    if (!change) return;
    const isOver = source.next_run_id === null || source.next_run_id === runId;
    const next_run_id = isOver ? await next(tx, needs, found) : source.next_run_id;
    await changeSource(tx, sourceId, { ...change, next_run_id });
  });
}

/** Of the newest run: null where it came to say it itself. */
function endOf(source: SourceRow, run: EndedSync['run']): Partial<SourceRow> | null {
  const hasBegun = run !== null && run.started_at !== null;
  const hasSaid = hasBegun && (source.every_hours === null || source.next_run_id !== null);
  if (hasSaid || run === null) return null;
  if (run.state === 'failed') return { error_code: run.error_code, error_message: run.error_message };
  return { error_code: 'cancelled', error_message: 'Cannot synchronize source: it was cancelled' };
}

/** The time that was cancelled is left out: the next is the one after it. */
function next(tx: Database, needs: SettleNeeds, { source, run }: EndedSync): Promise<string | null> {
  const now = needs.runtime.now();
  const isNext = run !== null && source.next_run_id === run.id;
  const left = isNext ? dueAt({ createdAt: run.created_at, input: JSON.parse(run.input) }) : now;
  const afterMs = left + (source.every_hours ?? 0) * HOUR_MS - now;
  return scheduleNext(tx, needs, needs.sync, source, Math.max(0, afterMs));
}

const ENDS = ['run.cancelled', 'run.failed'];

/** Hears the events of all runs, and looks at a start for what ended while nobody heard it. */
export function createSourceSettler(
  db: Database,
  needs: () => SettleNeeds,
  onTrouble: (trouble: { act: string; error: unknown }) => void,
) {
  const underWay = new Set<Promise<unknown>>();
  const settle = (runId?: string): void => {
    const settling = settleAll(runId)
      .catch((error) => onTrouble({ act: 'go on with the schedule of a source', error }))
      .finally(() => underWay.delete(settling));
    underWay.add(settling);
  };
  async function settleAll(runId: string | undefined): Promise<void> {
    const ended = await endedSyncs(db, runId, MAX_LOOKED_AT);
    for (const found of ended) await settleSync(db, needs(), found.sourceId, found.runId);
    if (ended.length > 0) needs().orchestrator.announce();
  }
  return {
    catchUp: () => settle(),
    hear({ type }: { type: string }, { runId, procedure }: { runId: string; procedure: string }): void {
      if (procedure === 'knowledge.sync' && ENDS.includes(type)) settle(runId);
    },
    /** Ends with what was begun: the database may be closed then. */
    async rest(): Promise<void> {
      await Promise.all(underWay);
    },
  };
}
