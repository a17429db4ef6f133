import type { Kysely } from 'kysely';
import {
  type DialectParts,
  dialects,
  inTransaction,
  type SqlDialect,
  type Tables,
} from '../drivers/dialect.ts';
import type { OrchestratorTables } from '../drivers/tables.ts';
import type { Clock } from '../lib/engine.ts';
import { MAX_SCHEDULES_AT_ONCE, SCHEDULE_POLL_MS } from '../lib/limits.ts';
import type { Orchestrator } from '../lib/orchestrator.ts';
import { hasEnded, type RunState } from '../lib/run.ts';
import { verdictOf, wantedTicks } from './policy.ts';
import { type Schedule, toRow, toSchedule } from './schedule.ts';
import { MAX_TIMES, nextTime, timesSince } from './timing.ts';

/** What came of one time. A refusal switches the schedule off. */
export type Fired = { kind: 'started'; runId: string } | { kind: 'refused'; reason: string };

export interface SchedulerOptions<T extends OrchestratorTables> {
  db: Kysely<T>;
  dialect: SqlDialect;
  orchestrator: Pick<Orchestrator<Kysely<T>>, 'announce' | 'cancel'>;
  clock: Clock;
  /** Starts the run in the transaction, with `key`: the same key gives the same run. */
  fire(db: Kysely<T>, schedule: Schedule, tick: { at: number; key: string }): Promise<Fired>;
  /** Default SCHEDULE_POLL_MS. */
  pollMs?: number;
  onTrouble?(trouble: { act: string; error: unknown }): void;
}

export interface Scheduler {
  work(): void;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
  /** Looks once at what is due. */
  look(): Promise<void>;
}

/**
 * Starts what is due. Any number of processes may look at the same schedules: the row is locked, its times are
 * read again, and the start and the next time are one transaction, so a time starts one run.
 */
export function createScheduler<T extends OrchestratorTables>(options: SchedulerOptions<T>): Scheduler {
  const parts = dialects[options.dialect];
  const db = options.db.withoutPlugins() as unknown as Tables;
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> = Promise.resolve();
  let working = false;

  async function look(): Promise<void> {
    const now = options.clock.now();
    for (const id of await dueIds(db, now)) {
      await tick(id, now).catch((error) => options.onTrouble?.({ act: `run schedule ${id}`, error }));
    }
  }

  /** The run before is cancelled ahead of the transaction: cancelling it again does no harm. */
  async function tick(id: string, now: number): Promise<void> {
    const row = await db.selectFrom('schedules').selectAll().where('id', '=', id).executeTakeFirst();
    if (!row) return;
    const schedule = toSchedule(row);
    if (schedule.overlap === 'cancel' && schedule.lastRunId && wanted(schedule, now).length > 0)
      await options.orchestrator.cancel(schedule.lastRunId, 'the next run of its schedule begins');
    await inTransaction(db, parts, (tx) => tickIn(tx, parts, options, id, now));
    options.orchestrator.announce();
  }

  function loop(): void {
    if (!working) return;
    looking = look()
      .catch((error) => options.onTrouble?.({ act: 'look at schedules', error }))
      .finally(() => {
        timer = working ? setTimeout(loop, options.pollMs ?? SCHEDULE_POLL_MS) : null;
      });
  }

  return {
    look,
    work() {
      if (working) return;
      working = true;
      loop();
    },
    async stop() {
      working = false;
      if (timer) clearTimeout(timer);
      await looking;
    },
  };
}

async function dueIds(db: Tables, now: number): Promise<string[]> {
  const enabled = db.selectFrom('schedules').select('id').where('enabled', '=', 1);
  const due = enabled.where('next_at', '<=', now).orderBy('next_at').limit(MAX_SCHEDULES_AT_ONCE);
  const queued = enabled.where('queued_tick', 'is not', null).limit(MAX_SCHEDULES_AT_ONCE);
  const rows = [...(await due.execute()), ...(await queued.execute())];
  return [...new Set(rows.map(({ id }) => id))];
}

function wanted(schedule: Schedule, now: number): number[] {
  const { timing, nextAt, overlap } = schedule;
  if (nextAt === null || nextAt > now) return [];
  const ticks = wantedTicks(schedule, timesSince(timing, nextAt, now, MAX_TIMES), now);
  // Each would only cancel the one before.
  return overlap === 'cancel' ? ticks.slice(-1) : ticks;
}

async function tickIn<T extends OrchestratorTables>(
  tx: Tables,
  parts: DialectParts,
  options: SchedulerOptions<T>,
  id: string,
  now: number,
): Promise<void> {
  const row = await parts.lockSchedule(tx, id);
  if (!row || row.enabled === 0) return;
  const schedule = toSchedule(row);
  const due = wanted(schedule, now);
  const isDue = schedule.nextAt !== null && schedule.nextAt <= now;
  if (isDue) {
    schedule.nextAt = nextTime(schedule.timing, now);
    schedule.lastTick = due.at(-1) ?? schedule.lastTick;
  }
  const { queuedTick } = schedule;
  if (!isDue && (await isActive(tx, schedule.lastRunId))) return;
  schedule.queuedTick = null;
  for (const at of queuedTick === null ? due : [queuedTick, ...due]) {
    if (schedule.disabledReason === null) await fireOne(tx, options, schedule, at);
  }
  if (schedule.nextAt === null && schedule.queuedTick === null) schedule.enabled = false;
  const { id: _, ...columns } = toRow({ ...schedule, updatedAt: now });
  await tx.updateTable('schedules').set(columns).where('id', '=', id).execute();
}

/** Changes the schedule as it goes: its last run, what is queued, whether it is refused. */
async function fireOne<T extends OrchestratorTables>(
  tx: Tables,
  options: SchedulerOptions<T>,
  schedule: Schedule,
  at: number,
): Promise<void> {
  const active = await isActive(tx, schedule.lastRunId);
  const verdict = verdictOf(schedule.overlap, active, schedule.queuedTick !== null);
  if (verdict === 'queue') schedule.queuedTick = at;
  if (verdict === 'skip' || verdict === 'queue') return;
  const key = keyOf(schedule.id, at);
  const fired = await options.fire(tx as unknown as Kysely<T>, schedule, { at, key });
  if (fired.kind === 'started') schedule.lastRunId = fired.runId;
  else Object.assign(schedule, { enabled: false, disabledReason: fired.reason, queuedTick: null });
}

const keyOf = (id: string, at: number) => `schedule:${id}:${at}`;

async function isActive(tx: Tables, runId: string | null): Promise<boolean> {
  if (runId === null) return false;
  const row = await tx.selectFrom('runs').select('state').where('id', '=', runId).executeTakeFirst();
  return row !== undefined && !hasEnded(row.state as RunState);
}
