import { createHash } from 'node:crypto';
import type { Reuse } from './context.ts';
import type { Cached } from './event.ts';
import { MAX_KEPT_RESULT_BYTES } from './limits.ts';
import { draft, type Session } from './session.ts';

/**
 * Ends a step with a result that an earlier child gave, or null if there is none. Nothing of a miss is recorded:
 * the log knows by the child that was started then that it has to wait for that one.
 */
export async function reuseResult<O, Db>(
  session: Session<Db>,
  step: string,
  reuse: Reuse<O>,
): Promise<{ output: O } | null> {
  if (!reuse.find) return null;
  const { engine } = session;
  const maker = (await reuse.maker?.()) ?? '';
  const kept = await engine.store.findResult(nameOf(session, reuse, maker), engine.clock.now());
  if (!kept) return null;
  const output = JSON.parse(kept.output) as O;
  const cached: Cached = { runId: kept.runId, at: kept.createdAt, mark: reuse.mark };
  await session.log.write(draft(session, 'step.finished', { output, durationMs: 0, cached }, [step, 1]));
  return { output };
}

/** Keeps what a child gave, in the transaction that records it. */
export async function keepResult<O, Db>(
  session: Session<Db>,
  db: Db,
  reuse: Reuse<O>,
  child: { id: string; output: O },
): Promise<void> {
  const wanted = reuse.keep(child.output);
  if (wanted === null) return;
  const output = JSON.stringify(wanted);
  if (Buffer.byteLength(output) > MAX_KEPT_RESULT_BYTES) return;
  const { engine, claim } = session;
  const createdAt = engine.clock.now();
  await engine.store.keepResult(db, {
    name: nameOf(session, reuse, reuse.makerOf?.(child.output) ?? ''),
    scope: claim.run.scope ?? '',
    output,
    runId: child.id,
    createdAt,
    expiresAt: createdAt + reuse.ttlMs,
  });
}

/** Two scopes never share a result, whatever their keys are. */
function nameOf<O, Db>({ claim }: Session<Db>, { key }: Reuse<O>, maker: string): string {
  return createHash('sha256')
    .update(JSON.stringify([claim.run.scope, key, maker]))
    .digest('hex');
}
