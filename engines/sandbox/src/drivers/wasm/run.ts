// Follows one process to its end: there is no supervisor, so this one holds the limits.
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { SandboxError } from '../../lib/errors.ts';
import {
  cancelledExecution,
  type Execution,
  type KillReason,
  type PreparedJob,
  type RunOptions,
} from '../../lib/execution.ts';
import { createFrameReader } from '../bubblewrap/frames.ts';
import { encodedJob, NO_WALLS } from '../bubblewrap/launch.ts';
import { collectResult } from '../bubblewrap/result.ts';

/** Loading Python takes seconds, many on a busy machine. */
const START_MS = 60_000;
const TICK_MS = 50;
const MAX_DIAGNOSTIC_CHARS = 500;
const TICKS_PER_SECOND = 100;

export async function runInChild(
  take: () => ChildProcess,
  job: PreparedJob,
  options: RunOptions,
): Promise<Execution> {
  if (options.signal?.aborted) return cancelledExecution();
  const child = take();
  const collector = collectResult(job.limits, options.onOutput);
  let killedBy: KillReason | undefined;
  let broken: unknown;
  let diagnostic = '';
  const kill = (reason?: KillReason) => {
    killedBy ??= reason;
    child.kill('SIGKILL');
  };
  const closed = new Promise<void>((resolve) => {
    child.once('error', resolve as () => void);
    child.once('close', resolve as () => void);
  });
  const watch = createWatch(child.pid ?? 0, job, kill);
  const read = createFrameReader(job.limits, (frame) => {
    collector.accept(frame);
    if (frame.kind === 'taken') watch.begin();
  });
  child.stdout?.on('data', (chunk: Buffer) => {
    try {
      if (broken === undefined) read(chunk);
    } catch (error) {
      broken = error;
      kill();
    }
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    diagnostic = (diagnostic + chunk.toString('utf8')).slice(-MAX_DIAGNOSTIC_CHARS);
  });
  const onAbort = () => kill('cancelled');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  child.stdin?.write(encodedJob(job, NO_WALLS));
  await closed;
  watch.end();
  options.signal?.removeEventListener('abort', onAbort);

  if (broken !== undefined) throw broken;
  const report = collector.report();
  if (report) return collector.execution(report);
  if (killedBy)
    return collector.execution({ ...watch.usage(), exitCode: null, killedBy, truncated: NOT_CUT });
  const reason = collector.failure() ?? (diagnostic || 'it ended without an answer');
  // WebAssembly that can get no more memory aborts the whole process.
  if (/memory/i.test(reason))
    return collector.execution({ ...watch.usage(), exitCode: null, killedBy: 'memory', truncated: NOT_CUT });
  throw new SandboxError('sandbox_failed', `Cannot run code: the sandbox failed: ${reason}`);
}

const NOT_CUT = { stdout: false, stderr: false };

/** From the start of the code: time, and what the kernel says where there is /proc. */
function createWatch(pid: number, job: PreparedJob, kill: (reason?: KillReason) => void) {
  const base = { startedAt: 0, bytes: 0, cpuMs: 0 };
  let last = { bytes: 0, cpuMs: 0 };
  const late = setTimeout(() => kill(), START_MS);
  let ticks: NodeJS.Timeout | undefined;
  const tick = () => {
    last = usageOf(pid) ?? last;
    if (performance.now() - base.startedAt >= job.limits.wallMs) kill('wall');
    if (last.cpuMs - base.cpuMs >= job.limits.cpuMs) kill('cpu');
    if (last.bytes - base.bytes > job.limits.memoryBytes) kill('memory');
  };
  return {
    begin() {
      clearTimeout(late);
      last = usageOf(pid) ?? last;
      Object.assign(base, last, { startedAt: performance.now() });
      ticks = setInterval(tick, TICK_MS);
    },
    end() {
      clearTimeout(late);
      clearInterval(ticks);
    },
    usage: () => ({
      durationMs: base.startedAt ? performance.now() - base.startedAt : 0,
      cpuMs: last.cpuMs - base.cpuMs,
    }),
  };
}

function usageOf(pid: number): { bytes: number; cpuMs: number } | undefined {
  try {
    const kib = Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const cpuMs = ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_PER_SECOND;
    return { bytes: kib * 1024, cpuMs };
  } catch {
    return undefined;
  }
}
