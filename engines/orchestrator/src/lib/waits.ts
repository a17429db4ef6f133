import type { Wait } from './blocking.ts';
import type { PauseOptions, SignalResult, WaitOptions } from './context.ts';
import type { Draft } from './journal.ts';
import type { StepRecord } from './record.ts';
import { draft, openStep, type Session, throwIfInterrupted } from './session.ts';
import { replay } from './steps.ts';

/** `ctx.sleep` and `ctx.sleepUntil`: a step whose end is a time, in ms since 1970. */
export async function sleepUntil<Db>(
  session: Session<Db>,
  name: string,
  at: number,
  { abort }: PauseOptions = {},
): Promise<void> {
  const record = openStep(session, name);
  if (record.outcome.kind !== 'open') return replay<void>(name, record.outcome);
  const startedAt = beginWait(session, name, record, { until: at });
  while (session.engine.clock.now() < record.until!) {
    await session.blocking.block({ until: record.until }, session.signal, abort);
  }
  await session.blocking.busy(() => session.log.write(finished(session, name, startedAt, undefined)));
}

/** `ctx.waitFor`: takes one kept signal, or waits for one. */
export async function waitFor<T, Db>(
  session: Session<Db>,
  name: string,
  { timeoutMs, signals = [name], abort }: WaitOptions = {},
): Promise<SignalResult<T>> {
  const record = openStep(session, name);
  if (record.outcome.kind !== 'open') return replay<SignalResult<T>>(name, record.outcome);
  const until = timeoutMs === undefined ? null : session.engine.clock.now() + timeoutMs;
  const startedAt = beginWait(session, name, record, { until, signals });
  const wait: Wait = { until: record.until, signals };
  for (;;) {
    throwIfInterrupted(session);
    abort?.throwIfAborted();
    const result = await session.blocking.busy(() => receive<T, Db>(session, name, signals, startedAt));
    if (result) return result;
    if (record.until !== null && session.engine.clock.now() >= record.until) break;
    await session.blocking.block(wait, session.signal, abort);
  }
  const timeout: SignalResult<T> = { kind: 'timeout' };
  await session.blocking.busy(() => session.log.write(finished(session, name, startedAt, timeout)));
  return timeout;
}

/** The end of a wait is fixed when it begins; a replay finds it in the log. */
function beginWait<Db>(
  session: Session<Db>,
  name: string,
  record: StepRecord,
  { until, signals }: { until: number | null; signals?: readonly string[] },
): number {
  throwIfInterrupted(session);
  const now = session.engine.clock.now();
  if (record.attempts > 0) return now;
  record.attempts = 1;
  record.until = until;
  const payload = { attempt: 1, until, ...(signals ? { signal: signals.join(', ') } : {}) };
  session.log.push(draft(session, 'step.started', payload, [name, 1]));
  return now;
}

/** Taking the signal and recording it are one transaction, so it is delivered once. */
function receive<T, Db>(
  session: Session<Db>,
  name: string,
  signals: readonly string[],
  startedAt: number,
): Promise<SignalResult<T> | null> {
  return session.log.commit(async (db): Promise<{ value: SignalResult<T> | null; drafts: Draft[] }> => {
    const taken = await session.engine.store.takeSignal(db, session.claim.run.id, signals);
    if (taken === null) return { value: null, drafts: [] };
    const { payload } = JSON.parse(taken.payload) as { payload: T };
    const value: SignalResult<T> = { kind: 'signal', name: taken.name, payload };
    const received = draft(session, 'signal.received', { signal: taken.name, payload }, [name, 1]);
    return { value, drafts: [received, finished(session, name, startedAt, value)] };
  });
}

function finished<Db>(session: Session<Db>, name: string, startedAt: number, output: unknown): Draft {
  const durationMs = session.engine.clock.now() - startedAt;
  return draft(session, 'step.finished', { output, durationMs }, [name, 1]);
}
