import type { RunEvent } from '../lib/event.ts';
import { hasEnded } from '../lib/run.ts';
import type { PauseOutcome, StopRequest } from '../lib/store.ts';
import { event, type Row, type State } from './memory-state.ts';

export function pause(
  state: State,
  { runId, reason, at }: { runId: string; reason: string; at: number },
): PauseOutcome {
  return eachBelow(state, runId, (row, outcome) => {
    if (row.run.pausedAt !== null) return false;
    Object.assign(row.run, { pausedAt: at, pauseReason: reason });
    if (row.run.state === 'running') outcome.running.push(row.run.id);
    else outcome.told.push(tell(row, at, 'run.paused', { reason }));
    return true;
  });
}

export function resume(state: State, runId: string, at: number): PauseOutcome {
  return eachBelow(state, runId, (row, outcome) => {
    if (row.run.pausedAt === null) return false;
    const reason = row.run.pauseReason ?? '';
    Object.assign(row.run, { pausedAt: null, pauseReason: null });
    if (row.run.state === 'running') {
      if ((row.dueAt ?? at) > at) {
        outcome.running.push(row.run.id);
        return true;
      }
      // Its holder is dead and never said that the run is paused.
      row.run.state = 'queued';
      Object.assign(row, { owner: null, epoch: row.epoch + 1, dueAt: at });
      outcome.told.push(tell(row, at, 'run.paused', { reason }));
    }
    outcome.told.push(tell(row, at, 'run.resumed', {}));
    return true;
  });
}

function eachBelow(
  state: State,
  runId: string,
  act: (row: Row, outcome: PauseOutcome) => boolean,
): PauseOutcome {
  const outcome: PauseOutcome = { accepted: false, told: [], running: [] };
  const top = state.rows.get(runId);
  outcome.accepted = top !== undefined && !hasEnded(top.run.state) && act(top, outcome);
  let level = outcome.accepted ? [runId] : [];
  while (level.length > 0) {
    const parents = new Set(level);
    const rows = [...state.rows.values()].filter(({ run }) => parents.has(run.parentId ?? ''));
    for (const row of rows) if (!hasEnded(row.run.state)) act(row, outcome);
    level = rows.map(({ run }) => run.id);
  }
  return outcome;
}

function tell(row: Row, at: number, type: string, payload: Record<string, unknown>): RunEvent {
  const said = event(row.run.id, row.events.length + 1, at, type, row.run.attempt, payload);
  row.events.push(said);
  return structuredClone(said);
}

/** What was asked of a run also holds for one that begins below it. */
export function askLikeParent(state: State, runId: string): void {
  const row = state.rows.get(runId)!;
  const parent = row.run.parentId === null || row.shielded ? undefined : state.rows.get(row.run.parentId);
  if (!parent) return;
  const { pausedAt, pauseReason, cancelRequestedAt } = parent.run;
  Object.assign(row, { cancelReason: parent.cancelReason });
  Object.assign(row.run, { pausedAt, pauseReason, cancelRequestedAt });
  if (pausedAt !== null) tell(row, row.run.createdAt, 'run.paused', { reason: pauseReason ?? '' });
}

export function stopRequests(state: State, workerId: string): StopRequest[] {
  return [...state.rows.values()].flatMap(({ owner, run, cancelReason }): StopRequest[] => {
    if (owner !== workerId) return [];
    if (run.cancelRequestedAt !== null)
      return [{ runId: run.id, kind: 'cancel', reason: cancelReason ?? '' }];
    return run.pausedAt === null ? [] : [{ runId: run.id, kind: 'pause', reason: run.pauseReason ?? '' }];
  });
}
