import type { StepContext, StepOptions } from './context.ts';
import { createDeltas } from './delta.ts';
import { OrchestratorError, RunInterrupted, StepFailed, StepInterrupted } from './errors.ts';
import { isReserved } from './event.ts';
import { describeError } from './json.ts';
import { MAX_BACKOFF_MS, MAX_RETRIES, STEP_TIMEOUT_MS } from './limits.ts';
import type { StepOutcome, StepRecord } from './record.ts';
import { draft, openStep, runInsideStep, type Session, throwIfInterrupted } from './session.ts';
import { type Limited, withTimeout } from './timeout.ts';

type StepBody<T> = (step: StepContext) => Promise<T>;
type Ended = Exclude<StepOutcome, { kind: 'open' }>;

/** `ctx.step`: the recorded result, or a try, its record and perhaps another try. */
export async function runStep<T, Db>(
  session: Session<Db>,
  name: string,
  body: StepBody<T>,
  options: StepOptions = {},
): Promise<T> {
  const record = openStep(session, name);
  if (record.outcome.kind !== 'open') return replay<T>(name, record.outcome);
  throwIfInterrupted(session);
  const unfinished = record.attempts > record.failures;
  return session.blocking.busy(async () => {
    if (options.effect === 'once' && unfinished) return interrupt(session, name, record);
    for (;;) {
      await pause(session, record, options);
      const result = await tryOnce(session, name, record, body, options);
      if (result.kind === 'finished') return result.value;
    }
  });
}

/** What a step that ended gives, now and on every replay. */
export function replay<T>(name: string, outcome: Ended): T {
  switch (outcome.kind) {
    case 'finished':
      return outcome.output as T;
    case 'failed':
      throw new StepFailed(name, outcome.code, outcome.message, { stopped: outcome.stopped });
    case 'interrupted':
      throw new StepInterrupted(name);
  }
}

async function interrupt<Db>(session: Session<Db>, name: string, record: StepRecord): Promise<never> {
  record.outcome = { kind: 'interrupted' };
  await session.log.write(draft(session, 'step.interrupted', {}, [name, record.attempts]));
  throw new StepInterrupted(name);
}

/** Before a retry; after a take-over what is left of the pause. */
async function pause<Db>(session: Session<Db>, record: StepRecord, { retry }: StepOptions): Promise<void> {
  if (record.failures === 0 || !retry) return;
  const backoffMs = Math.min(retry.backoffMs * 2 ** (record.failures - 1), MAX_BACKOFF_MS);
  const left = Math.min(record.lastFailedAt + backoffMs - session.engine.clock.now(), backoffMs);
  if (left <= 0) return;
  await new Promise<void>((resolve) => {
    const wake = () => {
      clearTimeout(timer);
      session.signal.removeEventListener('abort', wake);
      resolve();
    };
    const timer = setTimeout(wake, left);
    session.signal.addEventListener('abort', wake);
  });
  throwIfInterrupted(session);
}

type Try<T> = { kind: 'finished'; value: T } | { kind: 'retry' };

async function tryOnce<T, Db>(
  session: Session<Db>,
  name: string,
  record: StepRecord,
  body: StepBody<T>,
  options: StepOptions,
): Promise<Try<T>> {
  const attempt = ++record.attempts;
  const place: [string, number] = [name, attempt];
  const startedAt = session.engine.clock.now();
  const started = () => ({ ...draft(session, 'step.started', { attempt }, place), at: startedAt });
  if (options.effect === 'once') await session.log.write(started());
  else session.log.push(started);
  try {
    const value = await runBody(session, place, body, options);
    const durationMs = session.engine.clock.now() - startedAt;
    const finished = draft(session, 'step.finished', { output: value, durationMs }, place);
    // A step that ends before its beginning was written is one event: half the rows of quick steps. A later try is
    // always seen to begin, since that makes void what the earlier ones said.
    await session.log.write(finished, attempt === 1 ? started : undefined);
    record.outcome = { kind: 'finished', output: value };
    return { kind: 'finished', value };
  } catch (error) {
    throwIfInterrupted(session);
    return fail(session, place, record, error, options);
  }
}

async function fail<Db>(
  session: Session<Db>,
  place: [string, number],
  record: StepRecord,
  error: unknown,
  { retry }: StepOptions,
): Promise<{ kind: 'retry' }> {
  const { code, message } = describeError(error, 'step_failed');
  const allowed = Math.min(retry?.times ?? 0, MAX_RETRIES);
  const willRetry = record.failures < allowed && isRetriable(error, retry?.when);
  record.failures++;
  const failed = draft(session, 'step.failed', { code, message, willRetry }, place);
  record.lastFailedAt = failed.at;
  await session.log.write(failed);
  if (willRetry) return { kind: 'retry' };
  record.outcome = { kind: 'failed', code, message, stopped: false };
  throw new StepFailed(place[0], code, message, { cause: error });
}

/** The engine's own refusals would come again; a time-out may not. */
function isRetriable(error: unknown, when?: (error: unknown) => boolean): boolean {
  if (error instanceof OrchestratorError && error.code !== 'step_timeout') return false;
  return when?.(error) ?? true;
}

/**
 * A value that comes after the run was interrupted is dropped, since a body that was aborted may
 * return half a result; only a step with effect 'once' keeps it, because its effect has happened.
 */
async function runBody<T, Db>(
  session: Session<Db>,
  place: [string, number],
  body: StepBody<T>,
  options: StepOptions,
): Promise<T> {
  const [name] = place;
  const limits = {
    name,
    timeoutMs: options.timeoutMs ?? STEP_TIMEOUT_MS,
    outer: session.signal,
    gone: session.gone,
  };
  const step = new Stepping(session, place);
  try {
    const value = await withTimeout(limits, (limited) =>
      runInsideStep(name, () => body(step.under(limited))),
    );
    if (options.effect !== 'once') throwIfInterrupted(session);
    return value;
  } finally {
    step.close();
  }
}

/** The context of one try. What most steps never ask for is made when it is asked for. */
class Stepping<Db> implements StepContext {
  readonly attempt: number;
  readonly #session: Session<Db>;
  readonly #place: [string, number];
  #limited: Limited | undefined;
  #speech: ReturnType<typeof createSpeech> | undefined;
  #closed = false;

  constructor(session: Session<Db>, place: [string, number]) {
    this.#session = session;
    this.#place = place;
    this.attempt = place[1];
  }

  under(limited: Limited): this {
    this.#limited = limited;
    return this;
  }

  get signal(): AbortSignal {
    return this.#limited?.signal ?? this.#session.signal;
  }

  get emit(): StepContext['emit'] {
    return this.#said().emit;
  }

  get delta(): StepContext['delta'] {
    return this.#said().delta;
  }

  close(): void {
    this.#closed = true;
    this.#speech?.close();
  }

  #said() {
    if (this.#speech) return this.#speech;
    this.#speech = createSpeech(this.#session, this.#place);
    if (this.#closed) this.#speech.close();
    return this.#speech;
  }
}

/** What a step may say while it runs. */
function createSpeech<Db>(session: Session<Db>, place: [string, number]) {
  const deltas = createDeltas(async (type, payload) =>
    session.log.write(draft(session, type, payload, place)),
  );
  let open = true;
  return {
    emit(type: string, payload: object = {}): void {
      checkEmittedType(type);
      if (!open) return;
      const said = draft(session, type, payload, place);
      deltas.flush();
      session.log.push(said);
    },
    delta(type: string, text: string, payload?: object): void {
      checkEmittedType(type);
      deltas.add(type, text, payload);
    },
    close(): void {
      open = false;
      deltas.close();
    },
  };
}

export function checkEmittedType(type: string): void {
  if (!isReserved(type)) return;
  throw new OrchestratorError(
    'type_reserved',
    `Cannot emit ${type}: run., step. and signal. are the engine's own`,
  );
}

/** True for the errors by which a run leaves its worker. */
export function isInterruption(error: unknown): boolean {
  return (
    error instanceof RunInterrupted || (error instanceof OrchestratorError && error.code === 'lease_lost')
  );
}
