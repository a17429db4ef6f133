/** A due run as the choice sees it. Times are ms since 1970. */
export interface Candidate {
  runId: string;
  /** Higher goes first; 0 is usual. */
  priority: number;
  createdAt: number;
  dueAt: number;
}

/** A run that has been due for this long counts as one priority higher, so nothing starves. */
export const AGEING_MS = 10_000;

/** Which of the due runs to take next, at most `free`. Pure, so that it can be simulated and replaced. */
export function chooseRuns(candidates: readonly Candidate[], now: number, free: number): string[] {
  const urgency = (run: Candidate) => run.priority + (now - run.dueAt) / AGEING_MS;
  return candidates
    .map((run) => ({ run, urgency: urgency(run) }))
    .sort((a, b) => b.urgency - a.urgency || (a.run.runId < b.run.runId ? -1 : 1))
    .slice(0, free)
    .map(({ run }) => run.runId);
}
