import {
  checkTiming,
  type MissedPolicy,
  nextTime,
  OrchestratorError,
  type OverlapPolicy,
  type PriorityName,
  type Schedule,
  scheduleRow,
  type Timing,
  toSchedule,
} from '@agenticgen/orchestrator';
import { accessErrors, type Granted, type Principal } from '../access/index.ts';
import { type Database, inTransaction, lockRow } from '../db/index.ts';
import { workflowErrors } from './errors.ts';
import type { WorkflowRow } from './queries.ts';
import type { TimingBody } from './schedules-contract.ts';
import { refuseMisfit } from './start.ts';
import { versionOf, type WorkflowNeeds } from './workflows.ts';

const MAX_SCHEDULES_PER_WORKSPACE = 1_000;

/** What a schedule starts, and in whose name. */
export interface ScheduleTarget {
  userId: string;
  version: number | null;
  input: Record<string, unknown>;
  /** Absent: as the definition says. */
  priority?: PriorityName | null;
}

export interface ScheduleChanges {
  timing?: TimingBody | undefined;
  input?: Record<string, unknown> | undefined;
  priority?: PriorityName | null | undefined;
  missed?: MissedPolicy | undefined;
  missedLimit?: number | undefined;
  overlap?: OverlapPolicy | undefined;
  enabled?: boolean | undefined;
}

export interface WantedSchedule {
  timing: TimingBody;
  input: Record<string, unknown>;
  version?: number | undefined;
  priority?: PriorityName | undefined;
  missed: MissedPolicy;
  missedLimit: number;
  overlap: OverlapPolicy;
}

/** Throws schedule_invalid, schedule_over, schedule_limit, workflow_input_invalid. */
export async function addSchedule(
  { db, runtime }: WorkflowNeeds,
  { by, record }: Granted<'run', WorkflowRow>,
  { timing: wanted, input, version, priority, ...policies }: WantedSchedule,
): Promise<Schedule> {
  const now = runtime.now();
  const timing = timingOf(wanted, now);
  refuseMisfit(JSON.parse((await versionOf(db, record, version)).definition), input);
  const target: ScheduleTarget = {
    userId: by.userId,
    version: version ?? null,
    input,
    priority: priority ?? null,
  };
  const schedule: Schedule = {
    id: runtime.newId(),
    scope: by.workspaceId,
    subject: record.id,
    timing,
    target,
    ...policies,
    enabled: true,
    disabledReason: null,
    nextAt: nextOf(timing, now),
    queuedTick: null,
    lastTick: null,
    lastRunId: null,
    createdAt: now,
    updatedAt: now,
  };
  await inTransaction(db, async (tx) => {
    await lockRow(tx, 'workspaces', by.workspaceId);
    const { count } = await tx
      .selectFrom('schedules')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('scope', '=', by.workspaceId)
      .executeTakeFirstOrThrow();
    if (count >= MAX_SCHEDULES_PER_WORKSPACE)
      throw workflowErrors.schedule_limit(MAX_SCHEDULES_PER_WORKSPACE);
    await tx.insertInto('schedules').values(scheduleRow(schedule)).execute();
  });
  return schedule;
}

/** The person in whose name it runs may change all of it, who may edit the workflow may switch it off. */
export async function changeSchedule(
  { db, runtime }: WorkflowNeeds,
  by: Principal,
  workflow: WorkflowRow,
  id: string,
  changes: ScheduleChanges,
): Promise<Schedule> {
  return inTransaction(db, async (tx) => {
    await lockRow(tx, 'schedules', id);
    const before = await findSchedule(tx, workflow, id);
    const isOff =
      changes.enabled === false && Object.values(changes).filter((v) => v !== undefined).length === 1;
    refuseOthers(by, workflow, before, isOff);
    const now = runtime.now();
    const timing = changes.timing ? timingOf(changes.timing, now) : before.timing;
    const target = before.target as ScheduleTarget;
    if (changes.input)
      refuseMisfit(
        JSON.parse((await versionOf(tx, workflow, target.version ?? undefined)).definition),
        changes.input,
      );
    const enabled = changes.enabled ?? before.enabled;
    const isAnew = enabled && (changes.timing !== undefined || !before.enabled);
    const after: Schedule = {
      ...before,
      timing,
      target: targetAfter(target, changes),
      missed: changes.missed ?? before.missed,
      missedLimit: changes.missedLimit ?? before.missedLimit,
      overlap: changes.overlap ?? before.overlap,
      enabled,
      disabledReason: changes.enabled === undefined ? before.disabledReason : null,
      nextAt: isAnew ? nextOf(timing, now) : before.nextAt,
      queuedTick: null,
      updatedAt: now,
    };
    const { id: _, ...columns } = scheduleRow(after);
    await tx.updateTable('schedules').set(columns).where('id', '=', id).execute();
    return after;
  });
}

function targetAfter(before: ScheduleTarget, { input, priority }: ScheduleChanges): ScheduleTarget {
  return {
    ...before,
    input: input ?? before.input,
    priority: priority === undefined ? (before.priority ?? null) : priority,
  };
}

export async function removeSchedule(
  db: Database,
  by: Principal,
  workflow: WorkflowRow,
  id: string,
): Promise<void> {
  refuseOthers(by, workflow, await findSchedule(db, workflow, id), true);
  await db.deleteFrom('schedules').where('id', '=', id).execute();
}

export async function findSchedule(db: Database, workflow: WorkflowRow, id: string): Promise<Schedule> {
  const row = await db
    .selectFrom('schedules')
    .selectAll()
    .where('id', '=', id)
    .where('subject', '=', workflow.id)
    .executeTakeFirst();
  if (!row) throw workflowErrors.schedule_unknown();
  return toSchedule(row);
}

/** Newest first. */
export async function pageOfSchedules(
  db: Database,
  {
    workspaceId,
    workflowId,
    before,
  }: { workspaceId: string; workflowId?: string; before: string | undefined },
  limit: number,
): Promise<Schedule[]> {
  let query = db.selectFrom('schedules').selectAll().where('scope', '=', workspaceId);
  if (workflowId !== undefined) query = query.where('subject', '=', workflowId);
  if (before !== undefined) query = query.where('id', '<', before);
  return (await query.orderBy('id', 'desc').limit(limit).execute()).map(toSchedule);
}

/** Throws `schedule_invalid`. */
export function timingOf(wanted: TimingBody, now: number): Timing {
  const timing =
    wanted.kind === 'every' ? { ...wanted, from: wanted.from ?? now + wanted.intervalMs } : wanted;
  try {
    checkTiming(timing);
  } catch (error) {
    if (!(error instanceof OrchestratorError)) throw error;
    throw workflowErrors.schedule_invalid(error.message.replace('Cannot read schedule: ', ''));
  }
  return timing;
}

function nextOf(timing: Timing, now: number): number {
  const next = nextTime(timing, now);
  if (next === null) throw workflowErrors.schedule_over();
  return next;
}

function refuseOthers(by: Principal, workflow: WorkflowRow, schedule: Schedule, isOff: boolean): void {
  if ((schedule.target as ScheduleTarget).userId === by.userId) return;
  if (isOff && by.ability.can('edit', 'Workflow', workflow)) return;
  throw accessErrors.forbidden('edit', 'Workflow', by.role);
}
