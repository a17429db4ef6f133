import { LeaseLost } from '../lib/errors.ts';
import { hasEnded } from '../lib/run.ts';
import { mergeCounts } from '../lib/schedule/durations.ts';
import { classOf } from '../lib/schedule/task.ts';
import type { LaneDepth, Store } from '../lib/store.ts';
import { askLikeParent, pause, resume, stopRequests } from './memory-pause.ts';
import {
  cancel,
  claim,
  holds,
  idOfKey,
  keepSignal,
  newRow,
  push,
  readPage,
  type State,
  settle,
  toOpenRun,
} from './memory-state.ts';

/** The caller's own rows, so that `start` and `commit` have something to be atomic with. */
export interface MemoryDb {
  get(key: string): unknown;
  set(key: string, value: unknown): void;
}

export interface MemoryStore extends Store<MemoryDb> {
  /** One at a time; if `act` throws, all that it did is undone. Also usable without: `db` writes at once. */
  transaction<T>(act: (db: MemoryDb) => Promise<T>): Promise<T>;
  readonly db: MemoryDb;
}

/** Everyone's fake: the same contract as the SQL store, in memory and without a clock of its own. */
export function createMemoryStore(): MemoryStore {
  const state: State = {
    rows: new Map(),
    signals: [],
    values: new Map(),
    durations: new Map(),
    results: new Map(),
  };
  let undo: (() => void)[] = [];
  let turn: Promise<unknown> = Promise.resolve();

  const db: MemoryDb = {
    get: (key) => state.values.get(key),
    set(key, value) {
      const before = state.values.get(key);
      undo.push(() => state.values.set(key, before));
      state.values.set(key, value);
    },
  };

  function transaction<T>(act: (handle: MemoryDb) => Promise<T>): Promise<T> {
    const result = turn.then(async () => {
      undo = [];
      try {
        return await act(db);
      } catch (error) {
        for (const step of undo.reverse()) step();
        throw error;
      }
    });
    turn = result.catch(() => {});
    return result;
  }

  return {
    db,
    transaction,
    async insert(_db, run) {
      const same = run.key === null ? null : idOfKey(state, run.procedure, run.key);
      if (same !== null) return same;
      state.rows.set(run.id, newRow(run));
      askLikeParent(state, run.id);
      undo.push(() => state.rows.delete(run.id));
      return run.id;
    },
    findByKey: async (_db, procedure, key) => idOfKey(state, procedure, key),
    async find(runId) {
      const row = state.rows.get(runId);
      return row ? structuredClone(row.run) : null;
    },
    async list({ scope, states, procedure, before, limit }) {
      return [...state.rows.values()]
        .map((row) => row.run)
        .filter((run) => run.scope === scope && (!states || states.includes(run.state)))
        .filter((run) => procedure === undefined || run.procedure === procedure)
        .filter((run) => before === undefined || run.id < before)
        .sort((a, b) => (a.id < b.id ? 1 : -1))
        .slice(0, limit)
        .map((run) => structuredClone(run));
    },
    async open(scope, limit) {
      return [...state.rows.values()]
        .filter(({ run }) => run.scope === scope && !hasEnded(run.state))
        .sort((a, b) => (a.run.id < b.run.id ? 1 : -1))
        .slice(0, limit)
        .map(toOpenRun);
    },
    read: async (runId, page) => readPage(state, runId, page, () => true),
    readRecord: async (runId, page) =>
      readPage(state, runId, page, ({ step, type }) => step === null || type.startsWith('step.')),
    async heads(ids) {
      return new Map(
        ids.flatMap((id) => (state.rows.has(id) ? [[id, state.rows.get(id)!.events.length]] : [])),
      );
    },
    async depth(now) {
      const lanes = new Map<string, LaneDepth>();
      for (const { run, dueAt } of state.rows.values()) {
        if (dueAt === null || dueAt > now || run.pausedAt !== null) continue;
        const { pool, scope } = run;
        const rank = classOf(run);
        const key = JSON.stringify([rank, pool, scope]);
        const lane = lanes.get(key) ?? { rank, pool, scope, queued: 0, oldestDueAt: dueAt };
        lanes.set(key, lane);
        lane.queued++;
        lane.oldestDueAt = Math.min(lane.oldestDueAt, dueAt);
      }
      return [...lanes.values()];
    },
    loadDurations: async () => [...state.durations],
    async addDurations(measured) {
      for (const [kind, counts] of measured)
        state.durations.set(kind, mergeCounts(state.durations.get(kind) ?? {}, counts));
    },
    claim: (request) => transaction(async () => claim(state, request)),
    async renew(leases, until) {
      const lost = leases.filter((lease) => !holds(state, lease));
      for (const lease of leases) if (holds(state, lease)) state.rows.get(lease.runId)!.dueAt = until;
      return new Set(lost.map(({ runId }) => runId));
    },
    async releaseAll(now) {
      for (const row of state.rows.values()) if (row.run.state === 'running') row.dueAt = now;
    },
    stopRequests: async (workerId) => stopRequests(state, workerId),
    append: (writes) =>
      transaction(async () => {
        const lost = writes.filter(({ lease }) => !holds(state, lease));
        for (const write of writes) if (!lost.includes(write)) push(state, write.lease.runId, write.entries);
        return new Set(lost.map(({ lease }) => lease.runId));
      }),
    commit: (lease, act) =>
      transaction(async (handle) => {
        if (!holds(state, lease)) throw new LeaseLost(lease.runId);
        const { value, entries } = await act(handle);
        push(state, lease.runId, entries);
        return value;
      }),
    settle: (lease, settlement, entries, at) =>
      transaction(async () => settle(state, { lease, settlement, entries, at })),
    cancel: (runId, reason, at) => transaction(async () => cancel(state, { runId, reason, at })),
    pause: (runId, reason, at) => transaction(async () => pause(state, { runId, reason, at })),
    resume: (runId, at) => transaction(async () => resume(state, runId, at)),
    async signal(signal, handle) {
      // Within a transaction of the caller a second one would wait for the first.
      if (handle) keepSignal(state, signal);
      else await transaction(async () => keepSignal(state, signal));
    },
    async takeSignal(_db, runId, names) {
      const index = state.signals.findIndex((kept) => kept.runId === runId && names.includes(kept.name));
      if (index < 0) return null;
      const [kept] = state.signals.splice(index, 1);
      undo.push(() => state.signals.splice(index, 0, kept!));
      return { name: kept!.name, payload: kept!.payload };
    },
    async findResult(name, now) {
      const kept = state.results.get(name);
      return kept && kept.expiresAt > now ? { ...kept } : null;
    },
    async keepResult(_db, result) {
      const before = state.results.get(result.name);
      undo.push(() => (before ? state.results.set(result.name, before) : state.results.delete(result.name)));
      state.results.set(result.name, { ...result });
    },
  };
}
