// Two cores and hundreds of processes: a test may fail because it was late. It is run once more, alone, and named.
import { type Outcome, type RunOptions, runSteps } from './runner.ts';
import { type Step, secondTry } from './steps.ts';

/** More than these do not fail by chance at once. */
export const MAX_SECOND_TRIES = 3;

/**
 * Runs the files of failed tests once more, one at a time. A step whose files all pass then counts as passed; its
 * line tells which they were. What does not end, is skipped, or fails in many files has no second try.
 */
export async function tryAgain(
  steps: readonly Step[],
  outcomes: Outcome[],
  options: RunOptions,
): Promise<Outcome[]> {
  const settled: Outcome[] = [];
  for (const outcome of outcomes) {
    const step = steps.find(({ name }) => name === outcome.name);
    const files = outcome.ok || !step?.countsTests ? [] : filesToTryAgain(outcome.complaints);
    const [second] = await runSteps(files.length > 0 ? [secondTry(outcome.name, files)] : [], options);
    settled.push(second?.ok ? { ...outcome, ok: true, late: files } : outcome);
  }
  return settled;
}

/** The files that the reporter's complaints name. */
export function filesToTryAgain(complaints: readonly string[]): string[] {
  if (complaints.some((line) => !line.startsWith('FAILED '))) return [];
  const files = complaints.map((line) => /\((?:\S+ from )?([^\s()]+?)(?::\d+)?\)$/.exec(line)?.[1]);
  const known = [...new Set(files)].filter((file) => file !== undefined);
  return known.length === new Set(files).size && known.length <= MAX_SECOND_TRIES ? known : [];
}
