import {
  cancelledExecution,
  type Egress,
  type EgressAnswer,
  type Execution,
  type FileLimit,
  type Guard,
  type KillReason,
  type RunOptions,
  SandboxError,
  type StreamName,
} from '@agenticgen/sandbox';
import type { Client } from '@connectrpc/connect';
import type {
  EgressAsked,
  Ended,
  RunCellResponse,
  RunResponse,
  SandboxService,
} from './generated/agenticgen/sandbox/v1/sandbox_pb.ts';
import { owned } from './sandbox-messages.ts';
import { sandboxError } from './sandbox-refusal.ts';

export type SandboxClient = Client<typeof SandboxService>;

interface Following extends Pick<RunOptions, 'onOutput' | 'egress'> {
  client: SandboxClient;
  headers: Record<string, string>;
  /** Ends the call. */
  stop: AbortSignal;
}

/** What a run or a cell comes to, whose requests are made here while it goes on. */
export async function followRun(
  events: AsyncIterable<Pick<RunResponse, 'event'> | Pick<RunCellResponse, 'event'>>,
  { client, headers, stop, onOutput, egress }: Following,
): Promise<Execution> {
  const over = new AbortController();
  const made = collectExecution(onOutput);
  try {
    for await (const { event } of events) {
      if (event.case !== 'egressAsked') made.accept(event);
      else if (egress) void answer(client, headers, egress, event.value, over.signal);
    }
  } catch (error) {
    if (stop.aborted) return cancelledExecution();
    throw sandboxError(error);
  } finally {
    over.abort();
  }
  const execution = made.execution();
  if (execution) return execution;
  throw new SandboxError('sandbox_failed', 'Cannot run code: the sandbox ended the stream without a result');
}

/** The request is decided about, and made, here. Where the answer does not get through the code waits until its end. */
async function answer(
  client: SandboxClient,
  headers: Record<string, string>,
  egress: Egress,
  { id, method, url, headers: given, body }: EgressAsked,
  signal: AbortSignal,
): Promise<void> {
  const pairs = given.map(({ name, value }): [string, string] => [name, value]);
  const made = await egress({ method, url, headers: pairs, body }, signal).catch(
    (): EgressAnswer => ({ refused: 'The request could not be made' }),
  );
  const said =
    'refused' in made
      ? { refused: made.refused }
      : {
          status: made.status,
          headers: made.headers.map(([name, value]) => ({ name, value })),
          body: owned(made.body),
        };
  await client.answerEgress({ id, ...said }, { headers, signal }).catch(() => undefined);
}

/** Puts together what comes in pieces. */
function collectExecution(onOutput: RunOptions['onOutput']) {
  const made = cancelledExecution();
  let end: Ended | undefined;
  return {
    accept(event: RunCellResponse['event']): void {
      if (event.case === 'output') onOutput?.(event.value.stream as StreamName, event.value.text);
      if (event.case === 'file') made.files.push(fileOf(event.value));
      if (event.case === 'figure' && event.value.file) {
        const mediaType = event.value.mediaType as 'image/png';
        made.figures.push({ ...fileOf(event.value.file), mediaType });
      }
      if (event.case === 'ended') end = event.value;
    },
    /** Undefined where it never ended. */
    execution: (): Execution | undefined => (end ? ended(made, end) : undefined),
  };
}

const fileOf = ({ name, content }: { name: string; content: Uint8Array }) => ({ name, bytes: content });

function ended({ files, figures }: Execution, end: Ended): Execution {
  return {
    files,
    figures,
    exitCode: end.exitCode ?? null,
    stdout: end.stdout,
    stderr: end.stderr,
    durationMs: end.durationMs,
    cpuMs: end.cpuMs,
    truncated: { stdout: end.stdoutTruncated, stderr: end.stderrTruncated },
    ...(end.killedBy === undefined ? {} : { killedBy: end.killedBy as KillReason }),
    ...(end.leftOut
      ? { leftOut: { count: end.leftOut.count, limits: end.leftOut.limits as FileLimit[] } }
      : {}),
    ...(end.refused.length === 0
      ? {}
      : { refused: end.refused.map(({ rule, event, count }) => ({ rule: rule as Guard, event, count })) }),
  };
}
