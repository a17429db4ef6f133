import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { toolErrors } from './errors.ts';
import type { Tool } from './tool.ts';

export const CALCULATION_TIMEOUT_MS = 5_000;
const MAX_HEAP_MB = 192;
const IDLE_MS = 60_000;

const schema = z.object({
  expression: z
    .string()
    .trim()
    .min(1)
    .max(2_000)
    .describe('Such as "sqrt(2) * 3", "5 km to mile", "std([1, 2, 3])", "det([1, 2; 3, 4])"'),
});

/**
 * calculate: arithmetic, units, statistics, matrices and complex numbers, by mathjs. Its parser knows no host; a process
 * of its own, which may ask for nothing and is ended where it takes too long or too much, keeps zeros(1e9) away from us: a
 * thread that runs out of memory would take the server with it.
 */
export function calculateTool(): Tool<z.infer<typeof schema>> {
  let warm: ChildProcess | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  async function calculate(expression: string, signal: AbortSignal): Promise<{ ok: boolean; text: string }> {
    const child = warm ?? startProcess();
    warm = undefined;
    const done = new AbortController();
    const bounded = AbortSignal.any([signal, done.signal, AbortSignal.timeout(CALCULATION_TIMEOUT_MS)]);
    const onExit = () => done.abort();
    child.once('exit', onExit);
    child.channel?.ref();
    try {
      const answered = once(child, 'message', { signal: bounded });
      child.send(expression);
      const [reply] = (await answered) as [{ ok: boolean; text: string }];
      keepWarm(child);
      return reply;
    } catch {
      child.kill('SIGKILL');
      signal.throwIfAborted();
      throw toolErrors.calculation_failed('it takes too long or too much memory');
    } finally {
      child.off('exit', onExit);
      child.channel?.unref();
    }
  }

  function keepWarm(child: ChildProcess): void {
    warm = child;
    child.once('exit', () => {
      if (warm === child) warm = undefined;
    });
    setTimeout(() => {
      if (warm !== child) return;
      warm = undefined;
      child.kill('SIGKILL');
    }, IDLE_MS).unref();
  }

  return {
    name: 'calculate',
    title: 'Calculate',
    description: 'Computes an expression exactly: arithmetic, units, statistics, matrices, complex numbers.',
    effect: 'read',
    schema,
    traits: { timeoutMs: 15_000 },
    async run({ expression }, { signal }) {
      const mine = turn.then(() => calculate(expression, signal));
      turn = mine.catch(() => undefined);
      const { ok, text } = await mine;
      if (!ok) throw toolErrors.calculation_failed(text);
      return { ok: true, output: `${expression} = ${text}`, files: [], citations: [] };
    },
  };
}

function startProcess(): ChildProcess {
  const path = fileURLToPath(new URL('./calculate-process.ts', import.meta.url));
  const execArgv = [
    '--permission',
    '--allow-fs-read=*',
    `--max-old-space-size=${MAX_HEAP_MB}`,
    '--no-warnings',
  ];
  const child = fork(path, { execArgv, env: {}, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  // It neither keeps the server alive nor fails it.
  child.unref();
  child.channel?.unref();
  child.on('error', () => undefined);
  return child;
}
