import { runChild } from './children.ts';
import { runCommit } from './commits.ts';
import type { Context } from './context.ts';
import { draft, refuseInsideStep, type Session, tidyingSession } from './session.ts';
import { checkEmittedType, runStep } from './steps.ts';
import { sleepUntil, waitFor } from './waits.ts';

/** The context that a procedure gets for one hold of its run. */
export function createContext<Db>(session: Session<Db>): Context<Db> {
  const emit = createEmit(session);
  const isReplay = session.record.steps.size > 0;
  const tidying: Context<Db> = contextOf(tidyingSession(session), { emit, isReplay, tidying: () => tidying });
  return contextOf(session, { emit, isReplay, tidying: () => tidying });
}

interface Shared<Db> {
  emit: Context<Db>['emit'];
  isReplay: boolean;
  tidying(): Context<Db>;
}

function contextOf<Db>(session: Session<Db>, { emit, isReplay, tidying }: Shared<Db>): Context<Db> {
  const { run } = session.claim;
  return {
    runId: run.id,
    scope: run.scope,
    attempt: run.attempt,
    startedAt: run.startedAt!,
    signal: session.signal,
    isReplay,
    isRecorded: (step) => (session.record.steps.get(step)?.outcome.kind ?? 'open') !== 'open',
    tidyOnCancel: session.tidying.begin,
    get tidying() {
      return tidying();
    },
    step: (name, body, options) => runStep(session, name, body, options),
    commit: (name, body) => runCommit(session, name, body),
    emit,
    sleep: (name, ms, options) => sleepUntil(session, name, session.engine.clock.now() + ms, options),
    sleepUntil: (name, at, options) => sleepUntil(session, name, at, options),
    waitFor: (name, options) => waitFor(session, name, options),
    child: (name, procedure, input, options) => runChild(session, name, procedure, input, options),
    all: (promises) => settleAll(promises),
  };
}

/** Counts emissions by type; those that the log has already are skipped. */
function createEmit<Db>(session: Session<Db>) {
  const seen = new Map<string, number>();
  return (type: string, payload: object = {}): void => {
    refuseInsideStep(`emit ${type}`);
    checkEmittedType(type);
    const ordinal = (seen.get(type) ?? 0) + 1;
    seen.set(type, ordinal);
    const said = draft(session, type, payload);
    if (ordinal > (session.record.emitted.get(type) ?? 0)) session.log.push(said);
  };
}

async function settleAll<const P extends readonly Promise<unknown>[]>(promises: P) {
  const results = await Promise.allSettled(promises);
  const failure = results.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
  const values = results.map((result) => (result.status === 'fulfilled' ? result.value : undefined));
  return values as { -readonly [K in keyof P]: Awaited<P[K]> };
}
