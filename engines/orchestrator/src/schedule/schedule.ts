import type { SchedulesTable } from '../drivers/tables.ts';
import type { MissedPolicy, OverlapPolicy } from './policy.ts';
import type { Timing } from './timing.ts';

/** When something is started again and again. Times are ms since 1970. */
export interface Schedule {
  id: string;
  /** Whose schedule it is. */
  scope: string;
  /** What it starts, for lists. */
  subject: string;
  timing: Timing;
  /** What `fire` needs to start it; JSON. */
  target: unknown;
  missed: MissedPolicy;
  /** With `all`: so many of the missed times are run, the last ones. */
  missedLimit: number;
  overlap: OverlapPolicy;
  enabled: boolean;
  /** Why it was switched off, if not by a person. */
  disabledReason: string | null;
  nextAt: number | null;
  /** A time that waits for the run before it. */
  queuedTick: number | null;
  lastTick: number | null;
  lastRunId: string | null;
  createdAt: number;
  updatedAt: number;
}

export function toSchedule(row: SchedulesTable): Schedule {
  return {
    id: row.id,
    scope: row.scope,
    subject: row.subject,
    timing: JSON.parse(row.timing),
    target: JSON.parse(row.target),
    missed: row.missed as MissedPolicy,
    missedLimit: row.missed_limit,
    overlap: row.overlap as OverlapPolicy,
    enabled: row.enabled === 1,
    disabledReason: row.disabled_reason,
    nextAt: row.next_at,
    queuedTick: row.queued_tick,
    lastTick: row.last_tick,
    lastRunId: row.last_run_id,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function toRow(schedule: Schedule): SchedulesTable {
  return {
    id: schedule.id,
    scope: schedule.scope,
    subject: schedule.subject,
    timing: JSON.stringify(schedule.timing),
    target: JSON.stringify(schedule.target),
    missed: schedule.missed,
    missed_limit: schedule.missedLimit,
    overlap: schedule.overlap,
    enabled: schedule.enabled ? 1 : 0,
    disabled_reason: schedule.disabledReason,
    next_at: schedule.nextAt,
    queued_tick: schedule.queuedTick,
    last_tick: schedule.lastTick,
    last_run_id: schedule.lastRunId,
    created_at: schedule.createdAt,
    updated_at: schedule.updatedAt,
  };
}
