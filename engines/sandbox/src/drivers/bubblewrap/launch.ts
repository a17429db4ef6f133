// Starts one sandbox and holds the conversation with its supervisor until the process is gone.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { SandboxError } from '../../lib/errors.ts';
import {
  cancelledExecution,
  type Execution,
  type KillReason,
  type PreparedJob,
  type RunOptions,
} from '../../lib/execution.ts';
import { createFrameReader, encodeJob } from './frames.ts';
import { FILTER_FD, nodeFlags, type Recipe } from './recipe.ts';
import { collectResult, type ResultCollector } from './result.ts';

/** For the start of the sandbox and the libraries: the wall limit proper is the supervisor's, this one is for a silent one. */
const GRACE_MS = 30_000;
/** How long a supervisor may take to end its child and report, once it is told that the run is cancelled. */
const CANCEL_GRACE_MS = 1_000;
const MAX_DIAGNOSTIC_CHARS = 2_000;

export type Launch = { recipe: Recipe; outerFilter: Uint8Array; innerFilter: Uint8Array };

export async function runInSandbox(
  launch: Launch,
  job: PreparedJob,
  options: RunOptions,
): Promise<Execution> {
  if (options.signal?.aborted) return cancelledExecution();
  const child = start(launch.recipe);
  const collector = collectResult(job.limits, options.onOutput);
  let ended: { killedBy: KillReason } | { error: unknown } | undefined;
  const end = (reason: NonNullable<typeof ended>) => {
    ended ??= reason;
    child.kill('SIGKILL');
  };
  const startedAt = performance.now();
  const timers = [setTimeout(() => end({ killedBy: 'wall' }), job.limits.wallMs + GRACE_MS)];
  const onAbort = () => {
    child.stdin?.end();
    timers.push(setTimeout(() => end({ killedBy: 'cancelled' }), CANCEL_GRACE_MS));
  };
  options.signal?.addEventListener('abort', onAbort, { once: true });
  listen(child, job, collector, (error) => end({ error }));
  send(child, launch, job);
  const diagnostic = await closed(child);
  timers.forEach(clearTimeout);
  options.signal?.removeEventListener('abort', onAbort);

  if (ended && 'error' in ended) throw ended.error;
  if (ended) return killed(collector, ended.killedBy, performance.now() - startedAt);
  const report = collector.report();
  if (report) return collector.execution(report);
  const reason = collector.failure() ?? (diagnostic || 'it ended without an answer');
  throw new SandboxError('sandbox_failed', `Cannot run code: the sandbox failed: ${reason}`);
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

function start(recipe: Recipe): ChildProcess {
  const descriptors: number[] = [];
  try {
    for (const path of recipe.opens) descriptors.push(openSync(path, 'r'));
    return spawn(recipe.command, recipe.args, {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe', ...descriptors],
      env: { PATH: '/usr/bin:/bin' },
      cwd: '/',
    });
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
}

function listen(
  child: ChildProcess,
  job: PreparedJob,
  collector: ResultCollector,
  fail: (error: unknown) => void,
): void {
  const read = createFrameReader(job.limits, (frame) => collector.accept(frame));
  let broken = false;
  child.stdout?.on('data', (chunk: Buffer) => {
    if (broken) return;
    try {
      read(chunk);
    } catch (error) {
      broken = true;
      fail(error);
    }
  });
}

function send(child: ChildProcess, launch: Launch, job: PreparedJob): void {
  const { innerFilter, outerFilter, recipe } = launch;
  const code = Buffer.from(job.code);
  const header = {
    language: job.language,
    limits: job.limits,
    filterBytes: innerFilter.byteLength,
    codeBytes: code.byteLength,
    files: job.files.map(({ name, bytes }) => ({ name, size: bytes.byteLength })),
    programFd: recipe.programFd,
    nodeFlags: nodeFlags(job.limits.memoryBytes),
  };
  const filter = child.stdio[FILTER_FD] as Writable;
  // A process that is already gone shows in its exit, not here.
  for (const stream of [filter, child.stdin]) stream?.on('error', () => {});
  filter.end(outerFilter);
  // Left open: its end tells the supervisor that the run is cancelled or the host gone.
  child.stdin?.write(encodeJob(header, [innerFilter, code, ...job.files.map(({ bytes }) => bytes)]));
}

/** Resolves, when the process and its pipes are gone, with what bwrap or Python complained about. */
function closed(child: ChildProcess): Promise<string> {
  let diagnostic = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    diagnostic = (diagnostic + chunk.toString('utf8')).slice(-MAX_DIAGNOSTIC_CHARS);
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', () => resolve(diagnostic.trim()));
  });
}
