import type { Orchestrator } from '@agenticgen/orchestrator';
import type { Granted, Permit } from '../access/index.ts';
import { type Database, inTransaction, isUniqueViolation } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { periodStart } from './amounts.ts';
import { wakeWaiting } from './budgets.ts';
import type { BUDGET_PERIODS, Dimension } from './contract.ts';
import { budgetErrors } from './errors.ts';
import type { BudgetRow } from './queries.ts';

export type Limits = Partial<Record<Dimension, number | null | undefined>>;

export interface LimitNeeds {
  db: Database;
  runtime: Pick<Runtime, 'now' | 'newId'>;
  orchestrator: Pick<Orchestrator<Database>, 'signalIn' | 'announce'>;
}

export interface NewBudget {
  kind: 'workspace' | 'user' | 'agent';
  subjectId?: string | undefined;
  period: (typeof BUDGET_PERIODS)[number];
  limits: Limits;
}

/** Throws `budget_exists`, `budget_subject_missing`. */
export async function addBudget(
  { db, runtime }: LimitNeeds,
  { by }: Permit<'create', 'Budget'>,
  { kind, subjectId, period, limits }: NewBudget,
): Promise<BudgetRow> {
  const subject = kind === 'workspace' ? by.workspaceId : subjectId;
  if (!subject) throw budgetErrors.budget_subject_missing(kind);
  const row = newRow(
    runtime,
    { workspaceId: by.workspaceId, userId: by.userId },
    { kind, subject, period, limits },
  );
  try {
    await db.insertInto('budgets').values(row).execute();
  } catch (error) {
    if (isUniqueViolation(error)) throw budgetErrors.budget_exists();
    throw error;
  }
  return row;
}

/** The budget of one run, in the transaction that starts it; its owner may raise it. */
export async function addRunBudget(
  tx: Database,
  runtime: LimitNeeds['runtime'],
  by: { workspaceId: string; userId: string },
  runId: string,
  limits: Limits,
): Promise<void> {
  const row = newRow(runtime, by, { kind: 'run', subject: runId, period: 'total', limits });
  await tx.insertInto('budgets').values(row).execute();
}

export async function setLimits(
  { db, runtime, orchestrator }: LimitNeeds,
  { record }: Granted<'edit', BudgetRow>,
  limits: Limits,
): Promise<void> {
  const columns = { ...limitColumns(limits), updated_at: runtime.now() };
  await inTransaction(db, async (tx) => {
    await tx.updateTable('budgets').set(columns).where('id', '=', record.id).execute();
    await wakeWaiting(tx, orchestrator, record.id);
  });
  orchestrator.announce();
}

export async function removeBudget(
  { db, orchestrator }: LimitNeeds,
  { record }: Granted<'delete', BudgetRow>,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    await wakeWaiting(tx, orchestrator, record.id);
    await tx.deleteFrom('budget_holds').where('budget_id', '=', record.id).execute();
    await tx.deleteFrom('budgets').where('id', '=', record.id).execute();
  });
  orchestrator.announce();
}

function limitColumns({ tokens, costMicros, steps, seconds }: Limits) {
  return {
    tokens_limit: tokens ?? null,
    cost_limit: costMicros ?? null,
    steps_limit: steps ?? null,
    seconds_limit: seconds ?? null,
  };
}

interface Wanted {
  kind: string;
  subject: string;
  period: (typeof BUDGET_PERIODS)[number];
  limits: Limits;
}

function newRow(
  runtime: LimitNeeds['runtime'],
  by: { workspaceId: string; userId: string },
  { kind, subject, period, limits }: Wanted,
): BudgetRow {
  const now = runtime.now();
  return {
    id: runtime.newId(),
    workspace_id: by.workspaceId,
    kind,
    subject_id: subject,
    period,
    period_start: periodStart(period, now),
    ...limitColumns(limits),
    tokens_used: 0,
    cost_used: 0,
    steps_used: 0,
    ms_used: 0,
    created_by: by.userId,
    updated_at: now,
  };
}
