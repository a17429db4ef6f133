import { MAX_PAUSED_CHILDREN } from '../lib/limits.ts';
import { hasEnded, type RunState } from '../lib/run.ts';
import type { LogEntry, PauseOutcome, StopRequest } from '../lib/store.ts';
import type { DialectParts, Tables } from './dialect.ts';
import { insertEntries, lastSequences, toldEntry } from './rows.ts';
import { childrenOf } from './sql-cancel.ts';
import type { RunsTable } from './tables.ts';

interface PauseRequest {
  runId: string;
  reason: string;
  at: number;
}

/** A paused run that no worker holds has its `run.paused`; one that is held gets it when its holder leaves. */
export function pauseTree(tx: Tables, parts: DialectParts, request: PauseRequest): Promise<PauseOutcome> {
  const { runId, reason, at } = request;
  const pause = { paused_at: at, pause_reason: reason };
  return eachBelow(tx, parts, runId, async (row, outcome) => {
    if (row.paused_at !== null) return false;
    await tx.updateTable('runs').set(pause).where('id', '=', row.id).execute();
    if (row.state === 'running') outcome.running.push(row.id);
    else await tell(tx, row, outcome, (next) => [toldEntry(row, next, at, 'run.paused', { reason })]);
    return true;
  });
}

export function resumeTree(
  tx: Tables,
  parts: DialectParts,
  runId: string,
  at: number,
): Promise<PauseOutcome> {
  return eachBelow(tx, parts, runId, async (row, outcome) => {
    if (row.paused_at === null) return false;
    const goes = { paused_at: null, pause_reason: null };
    await tx
      .updateTable('runs')
      .set({ ...goes, ...fence(row, at) })
      .where('id', '=', row.id)
      .execute();
    const wasHeld = row.state === 'running';
    if (wasHeld && !isDead(row, at)) {
      outcome.running.push(row.id);
      return true;
    }
    await tell(tx, row, outcome, (next) => [
      ...(wasHeld ? [toldEntry(row, next, at, 'run.paused', { reason: row.pause_reason ?? '' })] : []),
      toldEntry(row, next + (wasHeld ? 1 : 0), at, 'run.resumed', {}),
    ]);
    return true;
  });
}

/** Its holder never came to say that the run is paused. */
function isDead(row: RunsTable, at: number): boolean {
  return row.state === 'running' && (row.due_at ?? at) <= at;
}

/** A holder that is taken for dead must not write to the log any more. */
function fence(row: RunsTable, at: number): Partial<RunsTable> {
  if (!isDead(row, at)) return {};
  return { state: 'queued', lease_owner: null, lease_epoch: row.lease_epoch + 1, due_at: at };
}

/** Level by level from the run down, each level locked before it is looked at. */
async function eachBelow(
  tx: Tables,
  parts: DialectParts,
  runId: string,
  act: (row: RunsTable, outcome: PauseOutcome) => Promise<boolean>,
): Promise<PauseOutcome> {
  const outcome: PauseOutcome = { accepted: false, told: [], running: [] };
  let level = [runId];
  for (let reached = 0; level.length > 0 && reached < MAX_PAUSED_CHILDREN; reached += level.length) {
    for (const row of await parts.lockRuns(tx, level)) {
      const accepted = !hasEnded(row.state as RunState) && (await act(row, outcome));
      if (row.id === runId) outcome.accepted = accepted;
    }
    if (!outcome.accepted) break;
    level = await childrenOf(tx, level);
  }
  return outcome;
}

async function tell(
  tx: Tables,
  row: RunsTable,
  outcome: PauseOutcome,
  entriesFrom: (next: number) => LogEntry[],
): Promise<void> {
  const last = (await lastSequences(tx, [row.id])).get(row.id) ?? 0;
  const entries = entriesFrom(last + 1);
  await insertEntries(tx, entries);
  outcome.told.push(...entries.map(({ event }) => event));
}

type Asked = Pick<RunsTable, 'paused_at' | 'pause_reason' | 'cancel_requested_at' | 'cancel_reason'>;

/** What was asked of a run also holds for one that begins below it. */
export async function askedAbove(tx: Tables, parentId: string): Promise<Asked | null> {
  const parent = await tx
    .selectFrom('runs')
    .select(['paused_at', 'pause_reason', 'cancel_requested_at', 'cancel_reason'])
    .where('id', '=', parentId)
    .executeTakeFirst();
  return parent ?? null;
}

export async function stopRequests(db: Tables, workerId: string): Promise<StopRequest[]> {
  const rows = await db
    .selectFrom('runs')
    .select(['id', 'cancel_requested_at', 'cancel_reason', 'pause_reason'])
    .where('lease_owner', '=', workerId)
    .where((eb) => eb.or([eb('cancel_requested_at', 'is not', null), eb('paused_at', 'is not', null)]))
    .execute();
  return rows.map(({ id, cancel_requested_at: cancelled, cancel_reason, pause_reason }) =>
    cancelled === null
      ? { runId: id, kind: 'pause', reason: pause_reason ?? '' }
      : { runId: id, kind: 'cancel', reason: cancel_reason ?? '' },
  );
}
