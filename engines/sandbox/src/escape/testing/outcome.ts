import type { Execution } from '../../lib/execution.ts';
import type { Attempt } from './attempt.ts';
import { saidBy } from './program.ts';
import type { Stage } from './stage.ts';

export type Verdict = 'refused' | 'escaped' | 'broken';
export type Outcome = { verdict: Verdict; detail: string };

/** `broken` is an attempt that proves nothing: it neither succeeded nor met what should stop it. */
export function judge(
  attempt: Attempt,
  execution: Execution,
  stage: Stage,
  seenOutside: readonly string[],
): Outcome {
  const text = `${execution.stdout}\n${execution.stderr}`;
  const reached = [...seenOutside];
  const loot = [text, ...[...execution.files, ...execution.figures].map(({ bytes }) => textOf(bytes))];
  if (loot.some((part) => part.includes(stage.secret) || /^root:[^\n]*:0:/m.test(part)))
    reached.push('what only the host knows came out');
  const wrong = attempt.judge?.(execution, stage.targets);
  if (wrong) reached.push(wrong);
  if (reached.length > 0) return { verdict: 'escaped', detail: reached.join('; ') };
  return { ...ending(attempt, execution), detail: describe(execution) };
}

function ending({ ends }: Attempt, { stdout, killedBy, exitCode }: Execution): { verdict: Verdict } {
  const said = saidBy(stdout);
  if (said === 'escaped') return { verdict: 'escaped' };
  if (ends === undefined) return { verdict: said === 'refused' ? 'refused' : 'broken' };
  // A policy may stop earlier what the kernel would have ended.
  const stopped = said === 'refused' || killedBy === ends || (ends === 'killed' && exitCode !== 0);
  return { verdict: stopped ? 'refused' : 'broken' };
}

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

function describe({ stdout, stderr, exitCode, killedBy }: Execution): string {
  return `${stdout.slice(-200)} ${stderr.slice(-400)} (exit code ${exitCode}, killed by ${killedBy})`.trim();
}
