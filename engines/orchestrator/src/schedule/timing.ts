import { Cron } from 'croner';
import { OrchestratorError } from '../lib/errors.ts';

/** The shortest pause between two times of a schedule. */
export const MIN_INTERVAL_MS = 10_000;
/** Times that one look gives. */
export const MAX_TIMES = 100;

/**
 * When a schedule comes. `cron` has five parts (minute, hour, day, month, weekday) or is one of @hourly, @daily,
 * @weekly, @monthly, @yearly, in an IANA time zone. A time of day that the clock skips (spring) comes at the
 * first moment after it; one that it has twice (autumn) comes the first time only. Times are ms since 1970.
 */
export type Timing =
  | { kind: 'cron'; expression: string; timeZone: string }
  | { kind: 'once'; at: number }
  | { kind: 'every'; intervalMs: number; from: number };

/** Throws `schedule_invalid` with what is wrong. */
export function checkTiming(timing: Timing): void {
  switch (timing.kind) {
    case 'cron':
      cronOf(timing.expression, timing.timeZone);
      return;
    case 'every':
      if (timing.intervalMs < MIN_INTERVAL_MS)
        throw invalid(`interval is ${timing.intervalMs} ms, at least ${MIN_INTERVAL_MS} are needed`);
      return;
    case 'once':
  }
}

/** The first time after `after`, or null if there is none any more. */
export function nextTime(timing: Timing, after: number): number | null {
  switch (timing.kind) {
    case 'cron':
      return cronOf(timing.expression, timing.timeZone).nextRun(new Date(after))?.getTime() ?? null;
    case 'once':
      return timing.at > after ? timing.at : null;
    case 'every': {
      const { intervalMs, from } = timing;
      if (after < from) return from;
      return from + (Math.floor((after - from) / intervalMs) + 1) * intervalMs;
    }
  }
}

/** The next `count` times after `after`. */
export function nextTimes(timing: Timing, after: number, count: number): number[] {
  const times: number[] = [];
  let at = nextTime(timing, after);
  while (at !== null && times.length < Math.min(count, MAX_TIMES)) {
    times.push(at);
    at = nextTime(timing, at);
  }
  return times;
}

/** The last `count` times from `first` up to `now`, in order: what came since, however long that was. */
export function timesSince(timing: Timing, first: number, now: number, count: number): number[] {
  const most = Math.min(count, MAX_TIMES);
  switch (timing.kind) {
    case 'cron': {
      const cron = cronOf(timing.expression, timing.timeZone);
      const times = cron.previousRuns(most, new Date(now + 1)).map((date) => date.getTime());
      return times.filter((at) => at >= first && at <= now).sort((a, b) => a - b);
    }
    case 'once':
      return timing.at >= first && timing.at <= now ? [timing.at] : [];
    case 'every': {
      const { intervalMs, from } = timing;
      const last = from + Math.floor((now - from) / intervalMs) * intervalMs;
      const times = Array.from({ length: most }, (_, index) => last - (most - 1 - index) * intervalMs);
      return times.filter((at) => at >= Math.max(first, from));
    }
  }
}

function cronOf(expression: string, timeZone: string): Cron {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return new Cron(expression, { timezone: timeZone, mode: '5-part' });
  } catch (error) {
    throw invalid(error instanceof Error ? error.message : String(error));
  }
}

function invalid(why: string): OrchestratorError {
  return new OrchestratorError('schedule_invalid', `Cannot read schedule: ${why}`);
}
