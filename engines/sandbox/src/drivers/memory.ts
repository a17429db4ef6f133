import { SandboxError } from '../lib/errors.ts';
import {
  cancelledExecution,
  type Driver,
  type Execution,
  LANGUAGES,
  type Level,
  type PreparedJob,
  type Probe,
} from '../lib/execution.ts';

export type MemoryDriverOptions = {
  /** What a job comes to. Default: literals in `print("…")` and `console.log("…")` become lines of stdout. */
  answer?: (
    job: PreparedJob,
    signal: AbortSignal | undefined,
  ) => Partial<Execution> | Promise<Partial<Execution>>;
  /** Makes the driver unavailable, for this reason. */
  unavailable?: string;
  /** Default: 'namespace'. */
  level?: Level;
};

const PRINTED_LITERAL = /(?:print|console\.log)\((["'])(.*?)\1\)/g;
const VERSION = {
  egress: LANGUAGES,
  python: { version: '0.0.0', packages: {} },
  javascript: { version: '0.0.0' },
};

/** A fake that runs nothing: it answers. Code that says "forever" ends only when it is cancelled. */
export function memoryDriver({
  answer = echoLiterals,
  unavailable,
  level = 'namespace',
}: MemoryDriverOptions = {}): Driver {
  const closing = new AbortController();
  const probe: Probe = unavailable
    ? { level: 'unavailable', reason: unavailable, python: null, javascript: null }
    : { level, ...VERSION };
  const driver: Driver = {
    name: 'memory',
    probe: async () => probe,
    async run(job, { signal, onOutput }) {
      if (unavailable)
        throw new SandboxError('sandbox_unavailable', `Cannot run code: no sandbox: ${unavailable}`);
      const ends = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
      if (/\bforever\b/.test(job.code)) await aborted(ends);
      if (ends.aborted) return cancelledExecution();
      const execution: Execution = {
        ...cancelledExecution(),
        killedBy: undefined,
        exitCode: 0,
        ...(await answer(job, ends)),
      };
      if (execution.stdout) onOutput?.('stdout', execution.stdout);
      if (execution.stderr) onOutput?.('stderr', execution.stderr);
      return execution;
    },
    async openSession() {
      const { promise: ended, resolve } = Promise.withResolvers<void>();
      closing.signal.addEventListener('abort', () => resolve());
      return { run: driver.run, ended, close: async () => resolve() };
    },
    close: async () => closing.abort(),
  };
  return driver;
}

function echoLiterals({ code }: PreparedJob): Partial<Execution> {
  return { stdout: [...code.matchAll(PRINTED_LITERAL)].map((match) => `${match[2]}\n`).join('') };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
