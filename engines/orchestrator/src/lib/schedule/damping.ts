import type { Candidate } from './task.ts';
import { capNames } from './task.ts';

/** Failures in a row after which an agent or a model, and a workspace, is given a rest. */
export const STORM_FAILURES = 5;
export const STORM_FAILURES_OF_SCOPE = 20;
export const STORM_REST_MS = 1_000;
export const MAX_STORM_REST_MS = 60_000;
/** Names whose failures are remembered; past that the oldest is forgotten. */
export const MAX_STORM_NAMES = 10_000;

interface Streak {
  failures: number;
  restUntil: number;
}

export interface Damping {
  ended(task: Pick<Candidate, 'scope' | 'needs'>, isFailure: boolean, now: number): void;
  /** True while a name of the task rests, or one of its kind tries whether it works again. */
  holdsBack(name: string, running: number, now: number): boolean;
  resting(now: number): { name: string; failures: number; until: number }[];
  copy(): Damping;
}

/**
 * A circuit breaker per agent, model and workspace (M. Nygard, Release It!, 2007): what fails in a row rests,
 * longer each time; then one run tries alone, and its success ends the rest.
 */
export function createDamping(from: Iterable<readonly [string, Streak]> = []): Damping {
  const streaks = new Map<string, Streak>();
  for (const [name, streak] of from) streaks.set(name, { ...streak });

  function fail(name: string, now: number): void {
    const failures = (streaks.get(name)?.failures ?? 0) + 1;
    const over = failures - thresholdOf(name);
    const restMs = over < 0 ? 0 : Math.min(MAX_STORM_REST_MS, STORM_REST_MS * 2 ** over);
    streaks.delete(name);
    streaks.set(name, { failures, restUntil: now + restMs });
    if (streaks.size > MAX_STORM_NAMES) streaks.delete(streaks.keys().next().value!);
  }

  return {
    ended(task, isFailure, now) {
      for (const name of capNames(task)) {
        if (isFailure) fail(name, now);
        else streaks.delete(name);
      }
    },
    holdsBack(name, running, now) {
      const streak = streaks.get(name);
      if (!streak || streak.failures < thresholdOf(name)) return false;
      return now < streak.restUntil || running > 0;
    },
    resting: (now) =>
      [...streaks]
        .filter(([, { restUntil }]) => restUntil > now)
        .map(([name, { failures, restUntil }]) => ({ name, failures, until: restUntil })),
    copy: () => createDamping(streaks),
  };
}

function thresholdOf(name: string): number {
  return name.startsWith('scope:') ? STORM_FAILURES_OF_SCOPE : STORM_FAILURES;
}
