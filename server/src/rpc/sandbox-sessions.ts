import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type Limits, type Sandbox, SandboxError, type Session } from '@agenticgen/sandbox';
import { eventQueue } from './event-queue.ts';
import type { OpenSessionRequest, RunCellRequest } from './generated/agenticgen/sandbox/v1/sandbox_pb.ts';
import type { waitingRequests } from './sandbox-egress.ts';
import {
  executionEvents,
  filesFrom,
  jobParts,
  mergeOutput,
  outputOf,
  type RunEvent,
} from './sandbox-messages.ts';
import { refuse } from './sandbox-refusal.ts';

/** Callers close theirs earlier; this is for one that keeps its connection and has forgotten it. */
const IDLE_MS = 60 * 60_000;

/** The sessions that callers hold open, each as long as its call. */
export function heldSessions(
  sandbox: Pick<Sandbox, 'openSession'>,
  requests: ReturnType<typeof waitingRequests>,
) {
  const held = new Map<string, Session>();
  const found = (id: string): Session => {
    const session = held.get(id);
    if (session) return session;
    return refuse(new SandboxError('sandbox_session_ended', 'Cannot run cell: the session has ended'));
  };

  return {
    async *open(request: OpenSessionRequest, signal: AbortSignal) {
      const session = await sandbox
        .openSession({
          ...jobParts(request),
          share: request.share,
          hasEgress: request.hasEgress,
          idleMs: IDLE_MS,
        })
        .catch(refuse);
      const id = randomUUID();
      held.set(id, session);
      try {
        if (signal.aborted) return;
        const left = once(signal, 'abort');
        yield { id };
        await Promise.race([session.ended, left]);
      } finally {
        held.delete(id);
        await session.close();
      }
    },

    async *runCell({ sessionId, code, files, limits, hasEgress }: RunCellRequest, signal: AbortSignal) {
      const session = found(sessionId);
      const said = eventQueue<RunEvent>(mergeOutput);
      const egress = requests.broker((value) => said.add({ case: 'egressAsked', value }));
      const cell = { code, files: filesFrom(files), limits: limits as Partial<Limits> };
      const ended = session
        .run(cell, {
          signal,
          onOutput: (stream, text) => said.add(outputOf(stream, text)),
          ...(hasEgress ? { egress } : {}),
        })
        .finally(said.close);
      // Its failure is thrown below, once what came before has been said.
      ended.catch(() => undefined);
      for await (const event of said) yield { event };
      yield* executionEvents(await ended.catch(refuse));
    },

    async close(id: string): Promise<void> {
      await held.get(id)?.close();
    },
  };
}
