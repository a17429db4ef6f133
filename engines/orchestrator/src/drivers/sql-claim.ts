import { sql } from 'kysely';
import type { RunEvent } from '../lib/event.ts';
import { CLAIM_TRIES, MAX_IDS } from '../lib/limits.ts';
import { cappedNames, withinCaps } from '../lib/schedule/caps.ts';
import type { Claim, ClaimRequest, Lease } from '../lib/store.ts';
import { type DialectParts, inTransaction, type Tables } from './dialect.ts';
import { holds, insertEntries, lastSequences, toLease, toRun } from './rows.ts';
import { type FindCandidates, toNeeds } from './sql-candidates.ts';
import type { RunsTable } from './tables.ts';

/** Looks without a lock, so that an idle worker costs one read; then takes what nobody else took. */
export async function claimRuns(
  db: Tables,
  parts: DialectParts,
  find: FindCandidates,
  request: ClaimRequest,
): Promise<Claim[]> {
  for (let tried = 0; tried < CLAIM_TRIES; tried++) {
    const due = await find(db, request);
    const chosen = request.choose(due, request.now, request.limit);
    if (chosen.length === 0) return [];
    const { claims, full } = await inTransaction(db, parts, (tx) => take(tx, parts, request, chosen));
    if (full.size > 0) request.onFull?.(full);
    if (claims.length > 0) return claims;
  }
  return [];
}

interface Taken {
  claims: Claim[];
  full: ReadonlySet<string>;
}

async function take(
  tx: Tables,
  parts: DialectParts,
  request: ClaimRequest,
  chosen: readonly string[],
): Promise<Taken> {
  const { now, leaseMs, workerId } = request;
  const free = await parts.lockFreeRuns(tx, chosen);
  const due = free.filter(({ due_at, paused_at }) => due_at !== null && due_at <= now && paused_at === null);
  due.sort((a, b) => chosen.indexOf(a.id) - chosen.indexOf(b.id));
  const { allowed: rows, full } = await keepCaps(tx, parts, due, request);
  if (rows.length === 0) return { claims: [], full };
  const ids = rows.map(({ id }) => id);
  await tx
    .updateTable('runs')
    .set({ state: 'running', lease_owner: workerId, due_at: now + leaseMs })
    .set({ lease_epoch: sql`lease_epoch + 1`, attempt: sql`attempt + 1` })
    .set({ started_at: sql`COALESCE(started_at, ${now})` })
    .where('id', 'in', ids)
    .execute();
  const last = await lastSequences(tx, ids);
  const claims = rows.map((row) => toClaim(row, request, last.get(row.id) ?? 0));
  await insertEntries(
    tx,
    claims.map(({ started }) => ({ event: started, json: JSON.stringify(started.payload) })),
  );
  return { claims, full };
}

/**
 * Leaves out what a cap has no room for. The names are locked, so two processes can't both take the last
 * place; what runs is what has an owner, which an index knows, and a lease that holds. Runs of a worker that is gone
 * keep no place: they may wait behind others of their cap, which would wait for them without end.
 */
async function keepCaps(
  tx: Tables,
  parts: DialectParts,
  rows: readonly RunsTable[],
  { caps = {}, now }: Pick<ClaimRequest, 'caps' | 'now'>,
) {
  const counted = rows.map((row) => ({ scope: row.scope, needs: toNeeds(row.needs), row }));
  const names = new Set(counted.flatMap((run) => cappedNames(run, caps)));
  if (names.size === 0) return { allowed: rows, full: new Set<string>() };
  await parts.lockCaps(tx, [...names].sort());
  const held = await tx
    .selectFrom('runs')
    .select(['scope', 'needs'])
    .where('lease_owner', 'is not', null)
    .where('due_at', '>', now)
    .where(
      'id',
      'not in',
      rows.map(({ id }) => id),
    )
    .execute();
  const running = held.map(({ scope, needs }) => ({ scope, needs: toNeeds(needs) }));
  const { allowed, full } = withinCaps(counted, running, caps);
  return { allowed: allowed.map(({ row }) => row), full };
}

function toClaim(before: RunsTable, { now, workerId }: ClaimRequest, lastSequence: number): Claim {
  const attempt = before.attempt + 1;
  const startedAt = before.started_at ?? now;
  const row = {
    ...before,
    attempt,
    state: 'running',
    lease_epoch: before.lease_epoch + 1,
    started_at: startedAt,
  };
  const started: RunEvent = {
    runId: row.id,
    sequence: lastSequence + 1,
    at: now,
    type: 'run.started',
    step: null,
    attempt,
    payload: { attempt, workerId },
  };
  const cancelReason = row.cancel_requested_at === null ? null : (row.cancel_reason ?? '');
  const tidies = row.tidies === 1;
  return { run: toRun(row), lease: toLease(row), depth: row.depth, started, cancelReason, tidies };
}

export async function renewLeases(
  db: Tables,
  parts: DialectParts,
  leases: readonly Lease[],
  until: number,
): Promise<Set<string>> {
  const lost = new Set<string>();
  for (let from = 0; from < leases.length; from += MAX_IDS) {
    const some = leases.slice(from, from + MAX_IDS);
    await inTransaction(db, parts, async (tx) => {
      const rows = await parts.lockRuns(
        tx,
        some.map(({ runId }) => runId),
      );
      const byId = new Map(rows.map((row) => [row.id, row]));
      const held = some.filter((lease) => holds(lease, byId.get(lease.runId)));
      for (const lease of some) if (!held.includes(lease)) lost.add(lease.runId);
      const ids = held.map(({ runId }) => runId);
      if (ids.length > 0)
        await tx.updateTable('runs').set({ due_at: until }).where('id', 'in', ids).execute();
    });
  }
  return lost;
}

export async function releaseRuns(db: Tables, now: number): Promise<void> {
  await db.updateTable('runs').set({ due_at: now }).where('state', '=', 'running').execute();
}
