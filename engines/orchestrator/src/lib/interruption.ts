import type { EngineParts } from './engine.ts';
import { type Interruption, RunInterrupted } from './errors.ts';
import { CANCEL_GRACE_MS } from './limits.ts';
import type { Tidying } from './session.ts';
import type { Claim } from './store.ts';

export interface Interruptible {
  /** Aborts with the first interruption. */
  readonly signal: AbortSignal;
  /** Aborts once the run has to leave its worker: at once, or from out of its tidying up. */
  readonly leaving: AbortSignal;
  readonly tidying: Tidying;
  interrupt(kind: Interruption, reason: string): void;
  /** Leaves a procedure behind that doesn't end by itself. */
  abandon(): void;
  close(): void;
}

interface Told {
  cancelled(): void;
  abandoned(by: RunInterrupted): void;
}

/** Made once: the stack of an error that every run ends with would cost more than the end. */
const LEFT = new RunInterrupted('lost', 'the run has left this worker');

/**
 * What may come between a worker and its run. The first interruption counts, but a run that tidies up after a cancel
 * is still parked or lost: another worker goes on with the tidying.
 */
export function createInterruption<Db>(engine: EngineParts<Db>, claim: Claim, told: Told): Interruptible {
  const controller = new AbortController();
  const leaving = new AbortController();
  let tidies = claim.tidies;
  let cancelledAt: number | null = null;
  let parked: RunInterrupted | null = null;
  let grace: NodeJS.Timeout | undefined;

  const until = () => (cancelledAt === null ? null : cancelledAt + engine.tidyMs);

  function interrupt(kind: Interruption, reason: string): void {
    const by = new RunInterrupted(kind, reason);
    if (kind === 'cancel') {
      if (!controller.signal.aborted) cancel(by);
      return;
    }
    if (controller.signal.aborted && kind === 'park' && !tidies) {
      parked ??= by;
      return;
    }
    controller.abort(by);
    leaving.abort(by);
    if (kind === 'lost') abandon();
  }

  function cancel(by: RunInterrupted): void {
    cancelledAt = claim.run.cancelRequestedAt ?? engine.clock.now();
    controller.abort(by);
    grace = setTimeout(onGrace, CANCEL_GRACE_MS);
    told.cancelled();
  }

  /** By now a procedure that tidies has said so. */
  function onGrace(): void {
    const left = tidies ? until()! - engine.clock.now() : 0;
    if (left > 0) grace = setTimeout(onGrace, left + CANCEL_GRACE_MS);
    else abandon();
  }

  function abandon(): void {
    told.abandoned(leaving.signal.aborted ? leaving.signal.reason : controller.signal.reason);
  }

  return {
    signal: controller.signal,
    leaving: leaving.signal,
    tidying: {
      get tidies() {
        return tidies;
      },
      begin() {
        tidies = true;
        if (parked) leaving.abort(parked);
      },
      until,
    },
    interrupt,
    abandon,
    close() {
      clearTimeout(grace);
      if (!controller.signal.aborted) controller.abort(LEFT);
      if (!leaving.signal.aborted) leaving.abort(LEFT);
    },
  };
}
