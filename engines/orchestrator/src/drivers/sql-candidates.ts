import { type RawBuilder, sql } from 'kysely';
import { CLAIM_WINDOW, LANE_HEADS, LANES_MS, MAX_LANES } from '../lib/limits.ts';
import { type Candidate, kindOf } from '../lib/schedule/task.ts';
import type { ClaimRequest } from '../lib/store.ts';
import type { Needs } from '../lib/urgency.ts';
import type { Tables } from './dialect.ts';
import type { RunsTable } from './tables.ts';

const COLUMNS = [
  'id',
  'procedure_name',
  'scope',
  'label',
  'parent_id',
  'priority',
  'created_at',
  'due_at',
  'deadline_at',
  'pool',
  'needs',
] as const;
type Row = Pick<RunsTable, (typeof COLUMNS)[number]>;

/** Finds the due runs that a claim chooses from. */
export type FindCandidates = (db: Tables, request: ClaimRequest) => Promise<Candidate[]>;

/**
 * The oldest due; and when these are more than the window holds, also the heads of each lane (class, pool and
 * workspace), so that a flood of one doesn't hide the others. An idle worker reads once.
 */
export function createFindCandidates(): FindCandidates {
  const lanes = createLanes();
  return async (db, request) => {
    if (request.procedures.length === 0) return [];
    const rows: Row[] = await db
      .selectFrom('runs')
      .select(COLUMNS)
      .where('due_at', '<=', request.now)
      .where('paused_at', 'is', null)
      .where('procedure_name', 'in', request.procedures)
      .orderBy('due_at')
      .limit(CLAIM_WINDOW)
      .execute();
    if (rows.length === CLAIM_WINDOW)
      rows.push(...(await headsOf(db, await lanes(db, request.now), request)));
    const unique = new Map(rows.map((row) => [row.id, row]));
    return [...unique.values()].map(toCandidate);
  };
}

function toCandidate(row: Row): Candidate {
  return {
    runId: row.id,
    scope: row.scope,
    priority: row.priority,
    deadlineAt: row.deadline_at,
    createdAt: row.created_at,
    dueAt: row.due_at ?? row.created_at,
    pool: row.pool,
    needs: toNeeds(row.needs),
    kind: kindOf({ procedure: row.procedure_name, label: row.label, parentId: row.parent_id }),
    expectedMs: null,
  };
}

export function toNeeds(json: string | null): Needs | null {
  return json === null ? null : (JSON.parse(json) as Needs);
}

/** Names of lanes with something in them. Each is found by one step in the index, whatever lies between. */
function createLanes() {
  let names: string[] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  let after = '';
  return async (db: Tables, now: number): Promise<readonly string[]> => {
    if (now - readAt < LANES_MS && now >= readAt) return names;
    const found: string[] = [];
    for (let wrapped = false; found.length < MAX_LANES; ) {
      const next = await nextLane(db, after);
      if (next !== null && found.includes(next)) break;
      after = next ?? '';
      if (next !== null) found.push(next);
      else if (wrapped) break;
      else wrapped = true;
    }
    names = found;
    readAt = now;
    return names;
  };
}

async function nextLane(db: Tables, after: string): Promise<string | null> {
  const query = sql<{ lane: string }>`SELECT lane FROM runs WHERE lane > ${after} ORDER BY lane LIMIT 1`;
  return (await query.execute(db)).rows[0]?.lane ?? null;
}

/** Of each lane the longest due and the soonest wanted. */
async function headsOf(db: Tables, lanes: readonly string[], { now, procedures }: ClaimRequest) {
  if (lanes.length === 0) return [];
  const columns = sql.join(COLUMNS.map((name) => sql.ref(name)));
  const known = sql`procedure_name IN (${sql.join(procedures)})`;
  const head = (lane: string, rest: RawBuilder<unknown>) =>
    sql`SELECT * FROM (SELECT ${columns} FROM runs WHERE lane = ${lane} AND due_at <= ${now} AND ${known} ${rest} LIMIT ${sql.lit(LANE_HEADS)}) AS heads`;
  const parts = lanes.flatMap((lane) => [
    head(lane, sql`ORDER BY due_at`),
    head(lane, sql`AND deadline_at IS NOT NULL ORDER BY deadline_at`),
  ]);
  return (await sql<Row>`${sql.join(parts, sql` UNION ALL `)}`.execute(db)).rows;
}
