import type { Orchestrator } from '@agenticgen/orchestrator';
import { sql } from 'kysely';
import { type Database, inTransaction, lockRow, type Schema } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { type Amounts, add, fullDimension, limitsOf, NOTHING, periodStart, usedOf } from './amounts.ts';
import type { BUDGET_PERIODS, Dimension } from './contract.ts';
import { type BudgetRow, budgetsOf, heldBy, type Spender } from './queries.ts';

/** The signal that runs at a cap wait for. */
export const RAISED = 'budget.raised';

/** A cap that was reached, and who can raise it. */
export interface Reached {
  budgetId: string;
  kind: string;
  subjectId: string;
  dimension: Dimension;
  limit: number;
  used: number;
  /** What the call would have held beside that. */
  needed: number;
  /** Roles that may raise it. */
  raisers: string[];
}

/** One call: the step and its attempt, so that a crash neither counts twice nor forgets. */
export interface CallKey {
  runId: string;
  step: string;
  attempt: number;
}

export type Reservation =
  | { kind: 'held'; settle(spent: Amounts): Promise<void>; release(): Promise<void> }
  | { kind: 'reached'; reached: Reached };

export interface Budgets {
  /** Holds what a call will probably use up, against every budget that counts for it. All of them or none. */
  reserve(key: CallKey, spender: Spender, estimate: () => Promise<Amounts>): Promise<Reservation>;
  /**
   * Notes that a run waits, so that it is told when the budget is raised. False, and nothing noted, if it was changed
   * or taken away since it was reached: then nobody would tell.
   */
  noteWait(tx: Database, runId: string, spender: Spender, reached: Reached): Promise<boolean>;
}

/** In place of a run, for calls that no step makes again; `step` is then an id of their own. */
export const OUTSIDE_RUNS = 'call';
/** A call outside of runs takes no longer: what it holds after that is of a process that died. */
const MAX_CALL_MS = 600_000;

type Used = 'tokens_used' | 'cost_used' | 'steps_used' | 'ms_used';

const RAISERS = ['super_admin', 'admin'];
const FREE: Reservation = { kind: 'held', settle: async () => {}, release: async () => {} };

export interface BudgetNeeds {
  db: Database;
  runtime: Pick<Runtime, 'now'>;
}

export function createBudgets({ db, runtime }: BudgetNeeds): Budgets {
  async function reserve(
    key: CallKey,
    spender: Spender,
    estimate: () => Promise<Amounts>,
  ): Promise<Reservation> {
    const known = await budgetsOf(db, spender);
    if (known.length === 0) return FREE;
    const wanted = await estimate();
    const reached = await inTransaction(db, (tx) => hold(tx, known, { key, spender, estimate: wanted }));
    if (reached) return { kind: 'reached', reached };
    return {
      kind: 'held',
      settle: (spent) => inTransaction(db, (tx) => settle(tx, key, spent)),
      release: () => inTransaction(db, (tx) => settle(tx, key, NOTHING)),
    };
  }

  /**
   * Rows are locked in the order of their ids, so two calls cannot block each other, and before anything is read:
   * MySQL would else go on showing what was there before the lock.
   */
  async function hold(
    tx: Database,
    known: readonly BudgetRow[],
    { key, spender, estimate }: { key: CallKey; spender: Spender; estimate: Amounts },
  ): Promise<Reached | null> {
    for (const { id } of known) await lockRow(tx, 'budgets', id);
    await bookLost(tx, key);
    await bookForgotten(
      tx,
      known.map(({ id }) => id),
    );
    const budgets = await budgetsOf(tx, spender);
    const held = await heldBy(
      tx,
      budgets.map(({ id }) => id),
    );
    const now = runtime.now();
    for (const budget of budgets) {
      const used = add(usedOf(budget, now), (held.get(budget.id) as Amounts | undefined) ?? NOTHING);
      const dimension = fullDimension(limitsOf(budget), used, estimate);
      if (dimension) return reachedOf(budget, dimension, used, estimate);
    }
    for (const { id } of budgets)
      await tx
        .insertInto('budget_holds')
        .values(holdRow(id, key, estimate, now))
        .execute();
    return null;
  }

  /** A try whose process died has probably used up what it held. */
  async function bookLost(tx: Database, { runId, step, attempt }: CallKey): Promise<void> {
    const lost = await tx
      .selectFrom('budget_holds')
      .selectAll()
      .where('call_key', '=', callKey(runId, step))
      .where('attempt', '<', attempt)
      .execute();
    for (const { budget_id, attempt: old, tokens, cost, steps } of lost) {
      await book(tx, budget_id, { tokens, costMicros: cost, steps, seconds: 0 });
      await dropHold(tx, budget_id, { runId, step, attempt: old });
    }
  }

  /** The same, where there will be no further try that could tell. */
  async function bookForgotten(tx: Database, budgetIds: readonly string[]): Promise<void> {
    const forgotten = await tx
      .selectFrom('budget_holds')
      .selectAll()
      .where('budget_id', 'in', budgetIds)
      .where('call_key', 'like', `${OUTSIDE_RUNS}/%`)
      .where('created_at', '<', runtime.now() - MAX_CALL_MS)
      .execute();
    for (const { budget_id, call_key, attempt, tokens, cost, steps } of forgotten) {
      await book(tx, budget_id, { tokens, costMicros: cost, steps, seconds: 0 });
      const step = call_key.slice(OUTSIDE_RUNS.length + 1);
      await dropHold(tx, budget_id, { runId: OUTSIDE_RUNS, step, attempt });
    }
  }

  async function settle(tx: Database, key: CallKey, spent: Amounts): Promise<void> {
    const holds = await tx
      .selectFrom('budget_holds')
      .select('budget_id')
      .where('call_key', '=', callKey(key.runId, key.step))
      .where('attempt', '=', key.attempt)
      .orderBy('budget_id')
      .execute();
    for (const { budget_id } of holds) {
      await book(tx, budget_id, spent);
      await dropHold(tx, budget_id, key);
    }
  }

  /** One statement, so that calls that end at once are all counted; a period that is over begins anew. */
  async function book(tx: Database, budgetId: string, spent: Amounts): Promise<void> {
    const budget = await tx
      .selectFrom('budgets')
      .select('period')
      .where('id', '=', budgetId)
      .executeTakeFirst();
    if (!budget) return;
    const start = periodStart(budget.period as (typeof BUDGET_PERIODS)[number], runtime.now());
    const sum = (column: Used, more: number) =>
      sql<number>`CASE WHEN period_start < ${start} THEN ${more} ELSE ${sql.ref(column)} + ${more} END`;
    await tx
      .updateTable('budgets')
      .set({
        tokens_used: sum('tokens_used', spent.tokens),
        cost_used: sum('cost_used', spent.costMicros),
        steps_used: sum('steps_used', spent.steps),
        ms_used: sum('ms_used', Math.round(spent.seconds * 1_000)),
      })
      .where('id', '=', budgetId)
      .execute();
    await tx
      .updateTable('budgets')
      .set({ period_start: start })
      .where('id', '=', budgetId)
      .where('period_start', '<', start)
      .execute();
  }

  return {
    reserve,
    async noteWait(tx, runId, { rootRunId }, { budgetId, dimension, limit, needed }) {
      // Whoever raises it holds the row too: either they see the wait, or it is seen here what they did.
      await lockRow(tx, 'budgets', budgetId);
      const budget = await tx.selectFrom('budgets').selectAll().where('id', '=', budgetId).executeTakeFirst();
      if (!budget || limitsOf(budget)[dimension] !== limit) return false;
      const row = {
        budget_id: budgetId,
        run_id: runId,
        root_run_id: rootRunId,
        dimension,
        needed: Math.ceil(needed),
      };
      const known = await tx
        .selectFrom('budget_waits')
        .select('run_id')
        .where('budget_id', '=', budgetId)
        .where('run_id', '=', runId)
        .executeTakeFirst();
      if (!known)
        await tx
          .insertInto('budget_waits')
          .values({ ...row, created_at: runtime.now() })
          .execute();
      return true;
    },
  };
}

const callKey = (runId: string, step: string) => `${runId}/${step}`;

function holdRow(
  budgetId: string,
  key: CallKey,
  { tokens, costMicros, steps }: Amounts,
  now: number,
): Schema['budget_holds'] {
  const call = { call_key: callKey(key.runId, key.step), attempt: key.attempt };
  return { budget_id: budgetId, ...call, tokens, cost: costMicros, steps, created_at: now };
}

async function dropHold(tx: Database, budgetId: string, { runId, step, attempt }: CallKey): Promise<void> {
  await tx
    .deleteFrom('budget_holds')
    .where('budget_id', '=', budgetId)
    .where('call_key', '=', callKey(runId, step))
    .where('attempt', '=', attempt)
    .execute();
}

function reachedOf(budget: BudgetRow, dimension: Dimension, used: Amounts, wanted: Amounts): Reached {
  return {
    budgetId: budget.id,
    kind: budget.kind,
    subjectId: budget.subject_id,
    dimension,
    limit: limitsOf(budget)[dimension]!,
    used: Math.floor(used[dimension]),
    needed: wanted[dimension],
    raisers: budget.kind === 'run' ? ['owner', ...RAISERS] : RAISERS,
  };
}

/** Tells every run that waits for a budget to try again, in the transaction that raised it. */
export async function wakeWaiting(
  tx: Database,
  orchestrator: Pick<Orchestrator<Database>, 'signalIn'>,
  budgetId: string,
): Promise<void> {
  const waits = await tx
    .selectFrom('budget_waits')
    .select('run_id')
    .where('budget_id', '=', budgetId)
    .execute();
  for (const { run_id } of waits) {
    const run = await tx.selectFrom('runs').select('state').where('id', '=', run_id).executeTakeFirst();
    const isOver = !run || ['done', 'failed', 'cancelled'].includes(run.state);
    if (!isOver) await orchestrator.signalIn(tx, run_id, RAISED, { budgetId });
  }
  await tx.deleteFrom('budget_waits').where('budget_id', '=', budgetId).execute();
}
