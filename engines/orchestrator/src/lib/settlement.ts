import type { RunState } from './run.ts';
import type { Refusal, Settlement } from './store.ts';

/** Reasons of what is asked of a run, null for nothing. */
export interface Asked {
  cancel: string | null;
  pause: string | null;
}

/** What forbids a settlement; every driver asks this under the lock of the run. */
export function refusalOf(settlement: Settlement, { cancel, pause }: Asked): Refusal | null {
  const { state } = settlement;
  const knows =
    state === 'cancelled' || state === 'queued' || (state === 'waiting' && settlement.cancelling === true);
  if (cancel !== null && !knows) return { kind: 'cancel', reason: cancel };
  if (pause !== null && (state === 'queued' || state === 'waiting')) return { kind: 'pause', reason: pause };
  if (pause === null && state === 'paused') return { kind: 'resume' };
  return null;
}

export function stateAfter({ state }: Settlement): RunState {
  return state === 'paused' ? 'queued' : state;
}
