import { StepFailed } from './errors.ts';
import { describeError } from './json.ts';
import { draft, openStep, runInsideStep, type Session, throwIfLeaving } from './session.ts';
import { isInterruption, replay } from './steps.ts';

/** `ctx.commit`: the caller's writes and the record of the step in one transaction. */
export async function runCommit<T, Db>(
  session: Session<Db>,
  name: string,
  body: (db: Db) => Promise<T>,
): Promise<T> {
  const record = openStep(session, name);
  if (record.outcome.kind !== 'open') return replay<T>(name, record.outcome);
  throwIfLeaving(session);
  const startedAt = session.engine.clock.now();
  return session.blocking.busy(async () => {
    try {
      return await session.log.commit(async (db) => {
        const value = await runInsideStep(name, () => body(db));
        const durationMs = session.engine.clock.now() - startedAt;
        return { value, drafts: [draft(session, 'step.finished', { output: value, durationMs }, [name, 1])] };
      });
    } catch (error) {
      return recordFailure(session, name, error);
    }
  });
}

/** After the roll-back, so that a replay takes the same way. */
async function recordFailure<Db>(session: Session<Db>, name: string, error: unknown): Promise<never> {
  throwIfLeaving(session);
  if (isInterruption(error)) throw error;
  const { code, message } = describeError(error, 'step_failed');
  await session.log.write(draft(session, 'step.failed', { code, message, willRetry: false }, [name, 1]));
  throw new StepFailed(name, code, message, { cause: error });
}
