import type { Procedure } from './context.ts';
import { OrchestratorError, StepFailed } from './errors.ts';
import type { Draft } from './journal.ts';
import { jsonText } from './json.ts';
import { MAX_CHILD_DEPTH } from './limits.ts';
import type { StepRecord } from './record.ts';
import type { Run } from './run.ts';
import { hasEnded } from './run.ts';
import { draft, openStep, type Session, throwIfInterrupted } from './session.ts';
import { replay } from './steps.ts';

/** `ctx.child`: starts another run once, and gives the worker back until it has ended. */
export async function runChild<I, O, Db>(
  session: Session<Db>,
  name: string,
  procedure: Procedure<I, O, Db>,
  input: I,
): Promise<O> {
  const record = openStep(session, name);
  if (record.outcome.kind !== 'open') return replay<O>(name, record.outcome);
  throwIfInterrupted(session);
  const childId = record.childId ?? (await startChild(session, name, record, procedure, input));
  for (;;) {
    const child = await session.blocking.busy(() => session.engine.store.find(childId));
    if (!child)
      throw new OrchestratorError('run_not_found', `Cannot wait for child ${name}: run ${childId} is gone`);
    if (hasEnded(child.state)) return session.blocking.busy(() => finish<O, Db>(session, name, child));
    await session.blocking.block({ until: null, childId });
  }
}

async function startChild<I, O, Db>(
  session: Session<Db>,
  name: string,
  record: StepRecord,
  procedure: Procedure<I, O, Db>,
  input: I,
): Promise<string> {
  const { engine, claim } = session;
  const depth = claim.depth + 1;
  if (depth > MAX_CHILD_DEPTH) {
    throw new OrchestratorError(
      'child_depth',
      `Cannot start child ${name}: depth is ${depth}, limit ${MAX_CHILD_DEPTH}`,
    );
  }
  const json = jsonText(input, `Cannot start child ${name}`);
  const childId = await session.blocking.busy(() =>
    session.log.commit(async (db) => {
      const id = await engine.store.insert(db, {
        id: engine.id(),
        procedure: procedure.name,
        scope: claim.run.scope,
        label: name,
        key: `${claim.run.id}/${name}`,
        parentId: claim.run.id,
        depth,
        priority: 0,
        input: json,
        createdAt: engine.clock.now(),
      });
      return { value: id, drafts: [draft(session, 'step.started', { attempt: 1, childId: id }, [name, 1])] };
    }),
  );
  record.childId = childId;
  engine.wake();
  return childId;
}

async function finish<O, Db>(session: Session<Db>, name: string, child: Run): Promise<O> {
  const failure = failureOf(child);
  if (!failure) {
    await session.log.write(
      ended(session, name, 'step.finished', { output: child.output, durationMs: lifetimeMs(child) }),
    );
    return child.output as O;
  }
  await session.log.write(ended(session, name, 'step.failed', { ...failure, willRetry: false }));
  throw new StepFailed(name, failure.code, failure.message);
}

function failureOf(child: Run): { code: string; message: string } | null {
  if (child.state === 'done') return null;
  if (child.error) return child.error;
  return { code: 'child_cancelled', message: `Cannot finish child run ${child.id}: it was cancelled` };
}

function lifetimeMs(child: Run): number {
  return (child.finishedAt ?? child.createdAt) - child.createdAt;
}

function ended<Db>(session: Session<Db>, name: string, type: string, payload: object): Draft {
  return draft(session, type, payload, [name, 1]);
}
