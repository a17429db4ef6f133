// A session that lives in another process: it is there for as long as the call that opened it.
import {
  type DriverSession,
  type DriverSessionOptions,
  type Execution,
  type PreparedJob,
  type RunOptions,
  SandboxError,
} from '@agenticgen/sandbox';
import { followRun, type SandboxClient } from './remote-execution.ts';
import { filesTo, guardsTo } from './sandbox-messages.ts';
import { sandboxError } from './sandbox-refusal.ts';

interface Line {
  client: SandboxClient;
  headers: Record<string, string>;
  /** Of the driver: it ends every session. */
  closing: AbortSignal;
}

export async function openRemoteSession(
  { client, headers, closing }: Line,
  { language, files, limits, guards }: PreparedJob,
  { share = '', hasEgress = false }: DriverSessionOptions,
): Promise<DriverSession> {
  const life = new AbortController();
  const signal = AbortSignal.any([life.signal, closing]);
  const request = {
    language,
    share,
    hasEgress,
    limits: { ...limits },
    files: filesTo(files),
    ...guardsTo(guards),
  };
  const events = client.openSession(request, { headers, signal })[Symbol.asyncIterator]();
  const first = await events.next().catch((error) => {
    throw sandboxError(error);
  });
  if (first.done)
    throw new SandboxError(
      'sandbox_failed',
      'Cannot open session: the sandbox ended the stream before it stood',
    );
  const { id: sessionId } = first.value;
  // Whatever ends the call has ended the session, or will.
  const ended = events.next().then(
    () => undefined,
    () => undefined,
  );
  return {
    run: (cell, options) => runCell({ client, headers, closing }, sessionId, cell, options),
    ended,
    async close() {
      // Answers once nothing is left of it; where that is not to be had, hanging up ends it.
      await client.closeSession({ sessionId }, { headers, signal }).catch(() => undefined);
      life.abort();
      await ended;
    },
  };
}

async function runCell(
  { client, headers, closing }: Line,
  sessionId: string,
  { code, files, limits }: PreparedJob,
  { signal, onOutput, egress }: RunOptions,
): Promise<Execution> {
  const stop = signal ? AbortSignal.any([signal, closing]) : closing;
  const hasEgress = egress !== undefined;
  const request = { sessionId, code, files: filesTo(files), limits: { ...limits }, hasEgress };
  const events = client.runCell(request, { headers, signal: stop });
  return followRun(events, { client, headers, stop, onOutput, egress });
}
