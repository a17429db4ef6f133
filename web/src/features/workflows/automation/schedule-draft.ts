import type { BodyInput, Priority, Schedule, TimingBody } from '../../../lib/api-types.ts';
import { fromLocalText, toLocalText } from '../../../lib/local-time.ts';
import { type CronDraft, cronOf, draftCron } from './cron.ts';

export const MISSED = ['skip', 'once', 'all'] as const;
export const OVERLAPS = ['skip', 'queue', 'cancel', 'allow'] as const;
export const TIMING_KINDS = ['cron', 'every', 'once'] as const;
export type TimingKind = (typeof TIMING_KINDS)[number];
const HOUR_MS = 3_600_000;

/** A schedule while it is written. Only what its kind needs counts. */
export interface ScheduleDraft {
  kind: TimingKind;
  cron: CronDraft;
  zone: string;
  everyMs: number | null;
  /** As a `datetime-local` field has it; empty: one interval from now. */
  from: string;
  at: string;
  /** The time that the schedule has, to the millisecond, as long as its field is not changed. */
  original: number | null;
  missed: (typeof MISSED)[number];
  missedLimit: number;
  overlap: (typeof OVERLAPS)[number];
  /** Null: as the workflow says. */
  priority: Priority | null;
}

export function newSchedule(zone: string, now: number): ScheduleDraft {
  return {
    kind: 'cron',
    cron: draftCron(),
    zone,
    everyMs: HOUR_MS,
    from: '',
    at: toLocalText(now + HOUR_MS),
    original: null,
    missed: 'skip',
    missedLimit: 5,
    overlap: 'skip',
    priority: null,
  };
}

/** The schedule as it is, to be changed. */
export function draftSchedule(schedule: Schedule, zone: string, now: number): ScheduleDraft {
  const timing = schedule.timing as TimingBody;
  const { missed, missedLimit, overlap, priority } = schedule;
  const base = { ...newSchedule(zone, now), kind: timing.kind, missed, missedLimit, overlap, priority };
  switch (timing.kind) {
    case 'cron':
      return { ...base, cron: draftCron(timing.expression), zone: timing.timeZone ?? 'UTC' };
    case 'every':
      return {
        ...base,
        everyMs: timing.intervalMs,
        from: toLocalText(timing.from ?? now),
        original: timing.from ?? null,
      };
    case 'once':
      return { ...base, at: toLocalText(timing.at), original: timing.at };
  }
}

/** What the server is asked for; null while something is missing. */
export function timingOf({
  kind,
  cron,
  zone,
  everyMs,
  from,
  at,
  original,
}: ScheduleDraft): TimingBody | null {
  switch (kind) {
    case 'cron': {
      const expression = cronOf(cron);
      return expression === null ? null : { kind, expression, timeZone: zone };
    }
    case 'every': {
      if (everyMs === null) return null;
      const first = timeOf(from, original);
      return { kind, intervalMs: everyMs, ...(first === null ? {} : { from: first }) };
    }
    case 'once': {
      const time = timeOf(at, original);
      return time === null ? null : { kind, at: time };
    }
  }
}

const timeOf = (text: string, original: number | null): number | null =>
  original !== null && toLocalText(original) === text ? original : fromLocalText(text);

export type ScheduleBody = BodyInput<'POST /api/v1/workflows/{id}/schedules'>;

export function bodyOf(
  draft: ScheduleDraft,
  timing: TimingBody,
  input: Record<string, unknown>,
): ScheduleBody {
  const { missed, missedLimit, overlap, priority } = draft;
  return { timing, input, missed, missedLimit, overlap, ...(priority ? { priority } : {}) };
}
