// Holds the conversation with one supervisor until its run is over.
import { randomUUID } from 'node:crypto';
import { serveEgress } from '../../egress/wire.ts';
import { SandboxError } from '../../lib/errors.ts';
import {
  cancelledExecution,
  type Execution,
  type KillReason,
  type PreparedJob,
  type RunOptions,
} from '../../lib/execution.ts';
import { type Conversation, coldConversation } from './conversation.ts';
import { createFrameReader, encodeJob } from './frames.ts';
import { nodeFlags, type Recipe } from './recipe.ts';
import { collectResult, type ResultCollector } from './result.ts';

/** For the start of the sandbox and the libraries: the wall limit proper is the supervisor's, this one is for a silent one. */
const GRACE_MS = 30_000;
/** How long a supervisor may take to end its child and report, once it is told that the run is cancelled. */
const CANCEL_GRACE_MS = 1_000;

export type Launch = {
  recipe: Recipe;
  outerFilter: Uint8Array;
  innerFilter: Uint8Array;
  /** Removes what may be left of it outside: of this group or, without a name, of all. */
  clean?: (group?: string) => Promise<void>;
};

/** What a supervisor has to know to put up the walls of a child. */
export function wallsOf(
  { recipe, innerFilter }: Launch,
  {
    memoryBytes,
    isGuarded = true,
    group,
    egressFd,
  }: { memoryBytes: number; isGuarded?: boolean; group?: string; egressFd?: number | undefined },
) {
  const header = {
    filterBytes: innerFilter.byteLength,
    programFd: recipe.programFd,
    nodeFlags: nodeFlags(memoryBytes, isGuarded),
    group,
    ...(egressFd === undefined ? {} : { egressFd }),
  };
  return { header, bodies: [innerFilter] };
}

/** The supervisor that stood ready was gone before it had the job: nothing of it has run. */
export class JobNotTaken extends Error {
  override readonly name = 'JobNotTaken';
}

/** `open` gives the supervisor to talk to; by default one that is started for this run alone. */
export async function runInSandbox(
  launch: Launch,
  job: PreparedJob,
  options: RunOptions,
  open?: () => Conversation,
): Promise<Execution> {
  if (options.signal?.aborted) return cancelledExecution();
  const group = `run-${randomUUID()}`;
  const left = async () => launch.clean?.(group);
  const talk =
    open?.() ?? coldConversation(launch.recipe, launch.outerFilter, left, options.egress !== undefined);
  const over = new AbortController();
  if (talk.egress && options.egress) void serveEgress(talk.egress.stream, options.egress, over.signal);
  const collector = collectResult(job.limits, options.onOutput);
  let ended: { killedBy: KillReason } | { error: unknown } | undefined;
  const end = (reason: NonNullable<typeof ended>) => {
    ended ??= reason;
    talk.kill();
  };
  const startedAt = performance.now();
  const timers = [setTimeout(() => end({ killedBy: 'wall' }), job.limits.wallMs + GRACE_MS)];
  const onAbort = () => {
    talk.input.end();
    timers.push(setTimeout(() => end({ killedBy: 'cancelled' }), CANCEL_GRACE_MS));
  };
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const reported = listen(talk, job, collector, (error) => end({ error }));
  // Left open: its end would cancel the run.
  const { memoryBytes } = job.limits;
  const walls = () =>
    wallsOf(launch, { memoryBytes, isGuarded: job.guards.length > 0, group, egressFd: talk.egress?.fd });
  talk.input.write(encodedJob(job, talk.stands ? NO_WALLS : walls()));
  const diagnostic = await (talk.endsWithReport ? Promise.race([reported, talk.closed]) : talk.closed);
  timers.forEach(clearTimeout);
  over.abort();
  talk.egress?.stream.destroy();
  options.signal?.removeEventListener('abort', onAbort);
  if (talk.endsWithReport) talk.kill();

  if (ended && 'error' in ended) throw ended.error;
  if (ended) return killed(collector, ended.killedBy, performance.now() - startedAt);
  const report = collector.report();
  if (report) return collector.execution(report);
  if (talk.endsWithReport && !collector.taken()) throw new JobNotTaken();
  // The complaint of a connection is only that it broke.
  const reason = collector.failure() ?? (talk.endsWithReport ? '' : diagnostic);
  if (reason) throw new SandboxError('sandbox_failed', `Cannot run code: the sandbox failed: ${reason}`);
  throw new SandboxError(
    'sandbox_interrupted',
    'Cannot finish run: it was interrupted, since the process that watched it was killed',
  );
}

function killed(collector: ResultCollector, killedBy: KillReason, durationMs: number): Execution {
  return collector.execution({
    exitCode: null,
    durationMs,
    cpuMs: 0,
    killedBy,
    truncated: { stdout: false, stderr: false },
  });
}

/** Resolves with the last frame. */
function listen(
  { output }: Conversation,
  job: PreparedJob,
  collector: ResultCollector,
  fail: (error: unknown) => void,
): Promise<string> {
  const read = createFrameReader(job.limits, (frame) => collector.accept(frame));
  let broken = false;
  return new Promise((resolve) => {
    output.on('data', (chunk: Buffer) => {
      if (broken) return;
      try {
        read(chunk);
        if (collector.report() ?? collector.failure()) resolve('');
      } catch (error) {
        broken = true;
        fail(error);
      }
    });
  });
}

export const NO_WALLS = { header: { filterBytes: 0 }, bodies: [] };

export function encodedJob(
  job: PreparedJob,
  walls: { header: object; bodies: Uint8Array[] },
  isSession = false,
): Buffer {
  const code = Buffer.from(job.code);
  const header = {
    language: job.language,
    isSession,
    limits: job.limits,
    guards: job.guards,
    codeBytes: code.byteLength,
    files: job.files.map(({ name, bytes }) => ({ name, size: bytes.byteLength })),
    ...walls.header,
  };
  return encodeJob(header, [...walls.bodies, code, ...job.files.map(({ bytes }) => bytes)]);
}
