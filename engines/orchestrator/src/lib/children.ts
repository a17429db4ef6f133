import type { ChildOptions, Procedure, Reuse } from './context.ts';
import { OrchestratorError, StepFailed } from './errors.ts';
import type { Draft } from './journal.ts';
import { jsonText } from './json.ts';
import { MAX_CHILD_DEPTH, MAX_LABEL_LENGTH } from './limits.ts';
import type { StepRecord } from './record.ts';
import { keepResult, reuseResult } from './reuse.ts';
import type { Run } from './run.ts';
import { hasEnded } from './run.ts';
import { refuseUnmet } from './schedule/resources.ts';
import { draft, openStep, type Session, throwIfInterrupted } from './session.ts';
import { urgencyOf } from './start.ts';
import { replay } from './steps.ts';

/** `ctx.child`: starts another run once, and gives the worker back until it has ended. */
export async function runChild<I, O, Db>(
  session: Session<Db>,
  name: string,
  procedure: Procedure<I, O, Db>,
  input: I,
  options: ChildOptions<O> = {},
): Promise<O> {
  const record = openStep(session, name);
  if (record.outcome.kind !== 'open') return replay<O>(name, record.outcome);
  const outlasts = options.outlasts === true && session.tidying.tidies;
  if (record.childId === null || !outlasts) throwIfInterrupted(session);
  const { reuse } = options;
  if (reuse && record.childId === null) {
    const kept = await session.blocking.busy(() => reuseResult(session, name, reuse));
    if (kept) return kept.output;
  }
  const childId = record.childId ?? (await startChild(session, name, record, { procedure, input, options }));
  const stop = createStop(session, childId, options);
  const signal = outlasts ? session.leaving : session.signal;
  try {
    for (;;) {
      const child = await session.blocking.busy(() => session.engine.store.find(childId));
      if (!child) throw gone(name, childId);
      const until = earliest(record.until, session.shielded ? session.tidying.until() : null);
      const isLate = until !== null && session.engine.clock.now() >= until;
      if (hasEnded(child.state)) {
        const isStopped = options.abort?.aborted === true;
        const ending = { name, child, isLate, isStopped, reuse };
        return await session.blocking.busy(() => finishChild<O, Db>(session, ending));
      }
      if (isLate) await session.blocking.busy(() => stop.now('its time is over'));
      else if (isCancelled(session)) await session.blocking.busy(() => stop.now('the run is cancelled'));
      await session.blocking.block({ until: isLate ? null : until, childId }, signal);
    }
  } finally {
    stop.close();
  }
}

/** A child that began while its parent was cancelled may have been overlooked. */
function isCancelled<Db>({ shielded, tidying }: Session<Db>): boolean {
  return !shielded && tidying.until() !== null;
}

function earliest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

/** Cancels the child once, when it is too late or not wanted any more. Its end then ends the wait. */
function createStop<Db>(session: Session<Db>, childId: string, { abort }: Pick<ChildOptions, 'abort'>) {
  let asked: Promise<boolean> | undefined;
  const now = (reason: string) => {
    asked ??= session.engine.cancel(childId, reason);
    return asked;
  };
  const onAbort = () => {
    // A run that leaves its worker goes on elsewhere with the same child; a cancelled one takes it along.
    if (session.signal.aborted) return;
    const reason = abort?.reason instanceof Error ? abort.reason.message : 'it is not wanted any more';
    session.blocking
      .busy(() => now(reason))
      .then(session.blocking.nudge, (error) => session.engine.trouble(`cancel child ${childId}`, error));
  };
  if (abort?.aborted) onAbort();
  abort?.addEventListener('abort', onAbort, { once: true });
  return { now, close: () => abort?.removeEventListener('abort', onAbort) };
}

function gone(name: string, childId: string): OrchestratorError {
  return new OrchestratorError('run_not_found', `Cannot wait for child ${name}: run ${childId} is gone`);
}

interface Start<I> {
  procedure: { name: string };
  input: I;
  options: Omit<ChildOptions, 'reuse'>;
}

async function startChild<I, Db>(
  session: Session<Db>,
  name: string,
  record: StepRecord,
  { procedure, input, options }: Start<I>,
): Promise<string> {
  const { engine, claim, shielded } = session;
  if (shielded && (session.tidying.until() ?? Number.POSITIVE_INFINITY) <= engine.clock.now()) {
    throw new OrchestratorError('tidy_timeout', `Cannot start child ${name}: the time to tidy up is over`);
  }
  const depth = claim.depth + 1;
  if (depth > MAX_CHILD_DEPTH) {
    throw new OrchestratorError(
      'child_depth',
      `Cannot start child ${name}: depth is ${depth}, limit ${MAX_CHILD_DEPTH}`,
    );
  }
  const json = jsonText(input, `Cannot start child ${name}`);
  const needs = { ...options.needs, ...(await session.blocking.busy(async () => options.tags?.())) };
  refuseUnmet(needs, engine.scheduling.capacity ?? {}, `start child ${name}`);
  const until = options.timeoutMs === undefined ? null : engine.clock.now() + options.timeoutMs;
  const childId = await session.blocking.busy(() =>
    session.log.commit(async (db) => {
      const id = await engine.store.insert(db, {
        id: engine.id(),
        procedure: procedure.name,
        scope: claim.run.scope,
        label: (options.label ?? name).slice(0, MAX_LABEL_LENGTH),
        key: `${claim.run.id}/${name}`,
        parentId: claim.run.id,
        depth,
        ...urgencyOf({ ...options, needs: Object.keys(needs).length > 0 ? needs : null }),
        forkedFrom: null,
        shielded,
        input: json,
        createdAt: engine.clock.now(),
      });
      const started = { attempt: 1, childId: id, until };
      return { value: id, drafts: [draft(session, 'step.started', started, [name, 1])] };
    }),
  );
  Object.assign(record, { childId, until });
  engine.wake();
  return childId;
}

interface Ending<O> {
  name: string;
  child: Run;
  isLate: boolean;
  /** It was not wanted any more: a replay has to know, since it gets to the failure sooner than to the reason. */
  isStopped: boolean;
  reuse: Reuse<O> | undefined;
}

async function finishChild<O, Db>(
  session: Session<Db>,
  { name, child, isLate, isStopped, reuse }: Ending<O>,
): Promise<O> {
  const failure = failureOf(child, isLate);
  if (failure) {
    const stopped = isStopped ? { stopped: true } : {};
    const failed = { ...failure, willRetry: false, ...stopped };
    await session.log.write(ended(session, name, 'step.failed', failed));
    throw new StepFailed(name, failure.code, failure.message, stopped);
  }
  const output = child.output as O;
  const finished = ended(session, name, 'step.finished', { output, durationMs: lifetimeMs(child) });
  if (!reuse) {
    await session.log.write(finished);
    return output;
  }
  return session.log.commit(async (db) => {
    await keepResult(session, db, reuse, { id: child.id, output });
    return { value: output, drafts: [finished] };
  });
}

function failureOf(child: Run, isLate: boolean): { code: string; message: string } | null {
  if (child.state === 'done') return null;
  if (child.error) return child.error;
  if (isLate)
    return { code: 'step_timeout', message: `Cannot finish child run ${child.id}: its time is over` };
  return { code: 'child_cancelled', message: `Cannot finish child run ${child.id}: it was cancelled` };
}

function lifetimeMs(child: Run): number {
  return (child.finishedAt ?? child.createdAt) - child.createdAt;
}

function ended<Db>(session: Session<Db>, name: string, type: string, payload: object): Draft {
  return draft(session, type, payload, [name, 1]);
}
