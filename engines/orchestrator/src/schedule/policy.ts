/** What becomes of times that came while nobody was there to look. */
export const MISSED_POLICIES = ['skip', 'once', 'all'] as const;
export type MissedPolicy = (typeof MISSED_POLICIES)[number];

/** What becomes of a time that comes while the last run still goes on. */
export const OVERLAP_POLICIES = ['skip', 'allow', 'cancel', 'queue'] as const;
export type OverlapPolicy = (typeof OVERLAP_POLICIES)[number];

/** A time that is seen later than this was missed. */
export const MISSED_AFTER_MS = 60_000;

/** The times to run for, of those that came since the last look, in order. Pure. */
export function wantedTicks(
  { missed, missedLimit }: { missed: MissedPolicy; missedLimit: number },
  ticks: readonly number[],
  now: number,
): number[] {
  const last = ticks.at(-1);
  if (last === undefined) return [];
  switch (missed) {
    case 'skip':
      return now - last <= MISSED_AFTER_MS ? [last] : [];
    case 'once':
      return [last];
    case 'all':
      return ticks.slice(-missedLimit);
  }
}

export type Verdict = 'start' | 'skip' | 'cancel-then-start' | 'queue';

/** What a time does, by the state of the run before it. Pure. */
export function verdictOf(overlap: OverlapPolicy, isActive: boolean, isQueued: boolean): Verdict {
  if (!isActive || overlap === 'allow') return 'start';
  if (overlap === 'cancel') return 'cancel-then-start';
  return overlap === 'queue' && !isQueued ? 'queue' : 'skip';
}
