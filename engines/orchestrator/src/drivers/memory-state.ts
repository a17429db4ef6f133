import { LeaseLost, OrchestratorError } from '../lib/errors.ts';
import type { RunEvent } from '../lib/event.ts';
import { MAX_PENDING_SIGNALS } from '../lib/limits.ts';
import { hasEnded, type OpenRun, type Run, stepOfKey } from '../lib/run.ts';
import { withinCaps } from '../lib/schedule/caps.ts';
import type { DurationCounts } from '../lib/schedule/durations.ts';
import { type Candidate, kindOf } from '../lib/schedule/task.ts';
import { refusalOf, stateAfter } from '../lib/settlement.ts';
import type {
  CancelOutcome,
  Claim,
  ClaimRequest,
  KeptResult,
  Lease,
  LogEntry,
  NewRun,
  Refusal,
  Settlement,
} from '../lib/store.ts';
import type { Needs } from '../lib/urgency.ts';

export interface Row {
  run: Run;
  key: string | null;
  depth: number;
  priority: number;
  needs: Needs | null;
  dueAt: number | null;
  epoch: number;
  owner: string | null;
  cancelReason: string | null;
  tidies: boolean;
  shielded: boolean;
  events: RunEvent[];
}

export interface KeptSignal {
  id: string;
  runId: string;
  name: string;
  payload: string;
  at: number;
}

export interface State {
  rows: Map<string, Row>;
  signals: KeptSignal[];
  values: Map<string, unknown>;
  durations: Map<string, DurationCounts>;
  results: Map<string, KeptResult>;
}

export function newRow(run: NewRun): Row {
  const { id, procedure, scope, label, parentId, createdAt, key, depth, priority } = run;
  const { deadlineAt, pool, forkedFrom, needs } = run;
  const stored: Run = {
    ...{ id, procedure, scope, label, parentId, createdAt },
    state: 'queued',
    input: JSON.parse(run.input),
    output: undefined,
    error: null,
    startedAt: null,
    finishedAt: null,
    attempt: 0,
    cancelRequestedAt: null,
    pausedAt: null,
    pauseReason: null,
    ...{ priority, deadlineAt, pool, forkedFrom },
  };
  const queued = event(id, 1, createdAt, 'run.queued', 0, {});
  const lease = { dueAt: createdAt, epoch: 0, owner: null, cancelReason: null };
  const marks = { tidies: false, shielded: run.shielded ?? false };
  const history = (run.history ?? []).map(({ event: said, json }) => ({
    ...said,
    payload: JSON.parse(json),
  }));
  return { run: stored, key, depth, priority, needs, ...lease, ...marks, events: [queued, ...history] };
}

export function event(
  runId: string,
  sequence: number,
  at: number,
  type: string,
  attempt: number,
  payload: Record<string, unknown>,
): RunEvent {
  return { runId, sequence, at, type, step: null, attempt, payload };
}

type Page = { after: number; limit: number };

export function readPage(
  state: State,
  runId: string,
  page: Page,
  wanted: (event: RunEvent) => boolean,
): RunEvent[] {
  const log = state.rows.get(runId)?.events.slice(page.after) ?? [];
  return structuredClone(log.filter(wanted).slice(0, page.limit));
}

export function holds(state: State, lease: Lease): boolean {
  const row = state.rows.get(lease.runId);
  return row !== undefined && row.epoch === lease.epoch && row.run.state === 'running';
}

export function push(state: State, runId: string, entries: readonly LogEntry[]): void {
  const log = state.rows.get(runId)!.events;
  for (const { event: said, json } of entries) log.push({ ...said, payload: JSON.parse(json) });
}

export function claim(state: State, request: ClaimRequest): Claim[] {
  const { now, procedures, limit } = request;
  const rows = [...state.rows.values()];
  const due = rows.filter(
    ({ dueAt, run }) =>
      dueAt !== null && dueAt <= now && run.pausedAt === null && procedures.includes(run.procedure),
  );
  const ids = request.choose(due.map(toCandidate), now, limit);
  const chosen = ids.map((id) => counted(state.rows.get(id)!));
  const isHeld = ({ owner, dueAt, run }: Row) =>
    owner !== null && (dueAt ?? 0) > now && !ids.includes(run.id);
  const running = rows.filter(isHeld).map(counted);
  const { allowed, full } = withinCaps(chosen, running, request.caps ?? {});
  if (full.size > 0) request.onFull?.(full);
  return allowed.map(({ row }) => takeRun(row, request));
}

function counted(row: Row) {
  return { scope: row.run.scope, needs: row.needs, row };
}

function toCandidate({ run, priority, needs, dueAt }: Row): Candidate {
  const { id: runId, scope, deadlineAt, createdAt, pool } = run;
  const kind = kindOf(run);
  return {
    runId,
    scope,
    priority,
    deadlineAt,
    createdAt,
    dueAt: dueAt!,
    pool,
    needs,
    kind,
    expectedMs: null,
  };
}

export function idOfKey(state: State, procedure: string, key: string): string | null {
  const found = [...state.rows.values()].find((row) => row.key === key && row.run.procedure === procedure);
  return found?.run.id ?? null;
}

export function toOpenRun({ run, key, needs }: Row): OpenRun {
  const {
    input: _,
    output: __,
    error: ___,
    scope: ____,
    finishedAt: _____,
    forkedFrom: ______,
    ...rest
  } = run;
  const state = run.state as OpenRun['state'];
  return { ...structuredClone(rest), state, step: stepOfKey(key, run.parentId), needs };
}

function takeRun(row: Row, { now, leaseMs, workerId }: ClaimRequest): Claim {
  const { run } = row;
  Object.assign(row, { epoch: row.epoch + 1, owner: workerId, dueAt: now + leaseMs });
  Object.assign(run, { state: 'running', attempt: run.attempt + 1, startedAt: run.startedAt ?? now });
  const { id: runId, parentId, procedure, scope, attempt } = run;
  const started = event(runId, row.events.length + 1, now, 'run.started', attempt, { attempt, workerId });
  row.events.push(started);
  const cancelReason = run.cancelRequestedAt === null ? null : (row.cancelReason ?? '');
  const lease = { runId, epoch: row.epoch, parentId, procedure, scope };
  return { run: structuredClone(run), lease, depth: row.depth, started, cancelReason, tidies: row.tidies };
}

interface Leaving {
  lease: Lease;
  settlement: Settlement;
  entries: readonly LogEntry[];
  at: number;
}

export function settle(state: State, { lease, settlement, entries, at }: Leaving): Refusal | null {
  if (!holds(state, lease)) throw new LeaseLost(lease.runId);
  const row = state.rows.get(lease.runId)!;
  const refusal = refusalOf(settlement, {
    cancel: row.run.cancelRequestedAt === null ? null : (row.cancelReason ?? ''),
    pause: row.run.pausedAt === null ? null : (row.run.pauseReason ?? ''),
  });
  if (refusal) return refusal;
  push(state, lease.runId, entries);
  row.run.state = stateAfter(settlement);
  row.owner = null;
  row.dueAt = null;
  if (hasEnded(row.run.state)) end(state, row, at);
  switch (settlement.state) {
    case 'queued':
    case 'paused':
      Object.assign(row, { dueAt: at, tidies: settlement.tidies ?? false });
      break;
    case 'waiting':
      row.dueAt = isDue(state, lease.runId, settlement) ? at : settlement.dueAt;
      row.tidies = settlement.tidies ?? false;
      break;
    case 'done':
      row.run.output = settlement.output === null ? undefined : JSON.parse(settlement.output);
      break;
    case 'failed':
      row.run.error = { code: settlement.code, message: settlement.message };
      break;
    case 'cancelled':
      row.run.cancelRequestedAt ??= at;
      row.cancelReason = settlement.reason;
  }
  return null;
}

function end(state: State, row: Row, at: number): void {
  Object.assign(row.run, { finishedAt: at, pausedAt: null, pauseReason: null });
  const parent = row.run.parentId === null ? undefined : state.rows.get(row.run.parentId);
  if (parent?.run.state === 'waiting') parent.dueAt = at;
}

function isDue(state: State, runId: string, wait: Extract<Settlement, { state: 'waiting' }>): boolean {
  const signalled = state.signals.some((kept) => kept.runId === runId && wait.signals.includes(kept.name));
  return signalled || wait.children.some((id) => hasEnded(state.rows.get(id)?.run.state ?? 'done'));
}

interface CancelRequest {
  runId: string;
  reason: string;
  at: number;
}

export function cancel(state: State, request: CancelRequest): CancelOutcome {
  const { runId, reason, at } = request;
  const outcome: CancelOutcome = { accepted: false, ended: [], running: [] };
  const row = state.rows.get(runId);
  if (!row || hasEnded(row.run.state)) return outcome;
  outcome.accepted = true;
  const isNews = row.run.cancelRequestedAt === null || row.run.pausedAt !== null;
  row.run.cancelRequestedAt ??= at;
  row.cancelReason ??= reason;
  Object.assign(row.run, { pausedAt: null, pauseReason: null });
  if (row.run.state === 'running') {
    outcome.running.push(runId);
  } else if (row.tidies) {
    if (isNews) row.dueAt = at;
  } else {
    const ended = event(runId, row.events.length + 1, at, 'run.cancelled', row.run.attempt, { reason });
    row.events.push(ended);
    row.run.state = 'cancelled';
    row.dueAt = null;
    end(state, row, at);
    outcome.ended.push(ended);
  }
  for (const child of [...state.rows.values()].filter((one) => one.run.parentId === runId && !one.shielded)) {
    const below = cancel(state, { ...request, runId: child.run.id });
    outcome.ended.push(...below.ended);
    outcome.running.push(...below.running);
  }
  return outcome;
}

export function keepSignal(state: State, signal: KeptSignal): void {
  const { runId, name } = signal;
  const row = state.rows.get(runId);
  if (!row)
    throw new OrchestratorError('run_not_found', `Cannot send signal ${name}: there is no run ${runId}`);
  if (hasEnded(row.run.state)) {
    throw new OrchestratorError('run_ended', `Cannot send signal ${name}: run ${runId} is ${row.run.state}`);
  }
  const count = state.signals.filter((kept) => kept.runId === runId).length;
  if (count >= MAX_PENDING_SIGNALS) {
    throw new OrchestratorError(
      'too_many_signals',
      `Cannot send signal ${name}: ${count} wait for run ${runId} already`,
    );
  }
  state.signals.push(signal);
  if (row.run.state === 'waiting') row.dueAt = signal.at;
}
