import type { Wait } from './blocking.ts';
import type { SignalResult } from './context.ts';
import type { Draft } from './journal.ts';
import type { StepRecord } from './record.ts';
import { draft, openStep, type Session, throwIfInterrupted } from './session.ts';
import { replay } from './steps.ts';

/** `ctx.sleep`: a step whose end is a time. */
export async function sleep<Db>(session: Session<Db>, name: string, ms: number): Promise<void> {
  const record = openStep(session, name);
  if (record.outcome.kind !== 'open') return replay<void>(name, record.outcome);
  const startedAt = beginWait(session, name, record, { timeoutMs: ms });
  while (session.engine.clock.now() < record.until!) await session.blocking.block({ until: record.until });
  await session.blocking.busy(() => session.log.write(finished(session, name, startedAt, undefined)));
}

/** `ctx.waitFor`: takes one kept signal, or waits for one. */
export async function waitFor<T, Db>(
  session: Session<Db>,
  name: string,
  options: { timeoutMs?: number } = {},
): Promise<SignalResult<T>> {
  const record = openStep(session, name);
  if (record.outcome.kind !== 'open') return replay<SignalResult<T>>(name, record.outcome);
  const startedAt = beginWait(session, name, record, { ...options, signal: name });
  const wait: Wait = { until: record.until, signal: name };
  for (;;) {
    throwIfInterrupted(session);
    const result = await session.blocking.busy(() => receive<T, Db>(session, name, startedAt));
    if (result) return result;
    if (record.until !== null && session.engine.clock.now() >= record.until) break;
    await session.blocking.block(wait);
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
  wait: { timeoutMs?: number; signal?: string },
): number {
  throwIfInterrupted(session);
  const now = session.engine.clock.now();
  if (record.attempts > 0) return now;
  record.attempts = 1;
  record.until = wait.timeoutMs === undefined ? null : now + wait.timeoutMs;
  const payload = { attempt: 1, until: record.until, signal: wait.signal };
  session.log.push(draft(session, 'step.started', payload, [name, 1]));
  return now;
}

/** Taking the signal and recording it are one transaction, so it is delivered once. */
function receive<T, Db>(
  session: Session<Db>,
  name: string,
  startedAt: number,
): Promise<SignalResult<T> | null> {
  return session.log.commit(async (db): Promise<{ value: SignalResult<T> | null; drafts: Draft[] }> => {
    const json = await session.engine.store.takeSignal(db, session.claim.run.id, name);
    if (json === null) return { value: null, drafts: [] };
    const { payload } = JSON.parse(json) as { payload: T };
    const value: SignalResult<T> = { kind: 'signal', payload };
    const received = draft(session, 'signal.received', { signal: name, payload }, [name, 1]);
    return { value, drafts: [received, finished(session, name, startedAt, value)] };
  });
}

function finished<Db>(session: Session<Db>, name: string, startedAt: number, output: unknown): Draft {
  const durationMs = session.engine.clock.now() - startedAt;
  return draft(session, 'step.finished', { output, durationMs }, [name, 1]);
}
