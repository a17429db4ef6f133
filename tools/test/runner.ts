import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Step } from './steps.ts';

const DEFAULT_SILENCE_MS = 300_000;
const GRACE_MS = 5_000;

export type Outcome = {
  name: string;
  ok: boolean;
  seconds: number;
  lastLine: string;
  /** First lines of what the test reporter found wrong. */
  complaints: string[];
  /** Files that passed on a second try only. */
  late?: string[];
};

const COMPLAINT = /^(?:FAILED|SKIPPED|HANGS) .*$/gm;

export type RunOptions = { root: string; env: NodeJS.ProcessEnv; print: (text: string) => void };

/**
 * Runs steps one after another. Their output is shown as it comes; the outcome keeps its last line, which
 * is the count of a test step.
 */
export async function runSteps(steps: Step[], options: RunOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    options.print(`\n== ${step.name}\n`);
    outcomes.push(await runStep(step, options, options.print));
  }
  return outcomes;
}

/** Runs steps side by side; the output of each is shown when it has ended, and only if it failed. */
export async function runSideBySide(steps: Step[], options: RunOptions): Promise<Outcome[]> {
  return Promise.all(
    steps.map(async (step) => {
      const said: string[] = [];
      const outcome = await runStep(step, options, (text) => said.push(text));
      if (!outcome.ok) options.print(`\n== ${step.name}\n${said.join('')}`);
      return outcome;
    }),
  );
}

async function runStep(
  step: Step,
  { root, env }: RunOptions,
  show: (text: string) => void,
): Promise<Outcome> {
  const start = performance.now();
  const child = spawn(process.execPath, step.args, {
    cwd: step.cwd ?? root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let tail = '';
  let said = '';
  // Interrupted first, so that a test run can name what hangs.
  const silence = setTimeout(() => {
    show(`\n${step.name}: silent for too long, ended\n`);
    child.kill('SIGINT');
    setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
  }, step.silenceMs ?? DEFAULT_SILENCE_MS);
  const take = (text: string) => {
    silence.refresh();
    tail = (tail + text).slice(-1_000);
    if (step.countsTests) said += text;
    show(text);
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  const [code] = (await once(child, 'close')) as [number | null];
  clearTimeout(silence);
  const lastLine = step.countsTests ? (tail.trim().split('\n').at(-1) ?? '') : '';
  const seconds = (performance.now() - start) / 1000;
  return { name: step.name, ok: code === 0, seconds, lastLine, complaints: said.match(COMPLAINT) ?? [] };
}

/** One line for each step and the verdict. */
export function summary(outcomes: Outcome[]): string {
  const width = Math.max(...outcomes.map(({ name }) => name.length));
  const lines = outcomes.map(({ name, ok, seconds, lastLine, late }) => {
    const again = late ? `; on a second try passed ${late.join(', ')}` : '';
    const head = `${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(width)} ${seconds.toFixed(1).padStart(6)} s`;
    return `${head}  ${lastLine}${again}`.trimEnd();
  });
  const failed = outcomes.filter(({ ok }) => !ok).length;
  const verdict = failed === 0 ? 'All passed' : `${failed} of ${outcomes.length} steps failed`;
  return `\n${lines.join('\n')}\n${verdict}\n`;
}
