import { type AccessVariables, grant, type Principal, permit } from '../access/index.ts';
import { createRouter, toPage } from '../http/index.ts';
import { type Amounts, limitsOf, NOTHING, usedOf } from './amounts.ts';
import type { BudgetView, BudgetWaitView } from './contract.ts';
import * as contract from './contract.ts';
import { addBudget, type LimitNeeds, removeBudget, setLimits } from './limits.ts';
import {
  type BudgetRow,
  findBudget,
  heldBy,
  pageOfBudgets,
  pageOfWaits,
  type WaitRow,
  waitingFor,
  waitPlace,
} from './queries.ts';

/** Whole seconds, as limits are; what counts is exact. */
function shown({ seconds, ...used }: Amounts): Amounts {
  return { ...used, seconds: Math.floor(seconds) };
}

export function budgetRoutes(needs: LimitNeeds) {
  const router = createRouter<AccessVariables>();
  const { db, runtime } = needs;

  /** Each with what is held of it and how many wait for it. */
  async function views(by: Principal, rows: readonly BudgetRow[]): Promise<BudgetView[]> {
    const ids = rows.map(({ id }) => id);
    const [held, waiting] = await Promise.all([heldBy(db, ids), waitingFor(db, ids)]);
    return rows.map((row) => ({
      ...present(by, row),
      held: { ...NOTHING, ...held.get(row.id) },
      waiting: waiting.get(row.id) ?? 0,
    }));
  }

  function present(by: Principal, row: BudgetRow): Omit<BudgetView, 'held' | 'waiting'> {
    return {
      id: row.id,
      kind: row.kind as BudgetView['kind'],
      subjectId: row.subject_id,
      period: row.period as BudgetView['period'],
      periodStart: row.period_start,
      limits: limitsOf(row),
      used: shown(usedOf(row, runtime.now())),
      updatedAt: row.updated_at,
      mayRaise: by.ability.can('edit', 'Budget', row),
    };
  }

  async function view(by: Principal, row: BudgetRow): Promise<BudgetView> {
    const [one] = await views(by, [row]);
    return one!;
  }

  async function granted<V extends 'read' | 'edit' | 'delete'>(by: Principal, verb: V, id: string) {
    return grant(by, verb, 'Budget', await findBudget(db, id));
  }

  router.openapi(contract.listBudgets, async (c) => {
    const by = c.var.principal;
    permit(by, 'read', 'Budget');
    const { cursor, limit, kind } = c.req.valid('query');
    const rows = await pageOfBudgets(db, { workspaceId: by.workspaceId, kind, before: cursor }, limit + 1);
    const page = toPage(
      rows,
      limit,
      (row) => row,
      (row) => row.id,
    );
    const seen = page.items.filter((row) => by.ability.can('read', 'Budget', row));
    return c.json({ ...page, items: await views(by, seen) }, 200);
  });

  router.openapi(contract.listBudgetWaits, async (c) => {
    const { by } = permit(c.var.principal, 'read', 'Run');
    const { cursor, limit } = c.req.valid('query');
    const all = by.ability.can('read', 'Run', runOf(by, { owner: '', shared: 'private' }));
    const filter = { workspaceId: by.workspaceId, userId: all ? null : by.userId, before: cursor };
    const rows = await pageOfWaits(db, filter, limit + 1);
    return c.json(
      toPage(rows, limit, (row) => presentWait(by, row), waitPlace),
      200,
    );
  });

  router.openapi(contract.createBudget, async (c) => {
    const row = await addBudget(needs, permit(c.var.principal, 'create', 'Budget'), c.req.valid('json'));
    return c.json(await view(c.var.principal, row), 201);
  });

  router.openapi(contract.getBudget, async (c) => {
    const { by, record } = await granted(c.var.principal, 'read', c.req.valid('param').id);
    return c.json(await view(by, record), 200);
  });

  router.openapi(contract.raiseBudget, async (c) => {
    const { id } = c.req.valid('param');
    await setLimits(needs, await granted(c.var.principal, 'edit', id), c.req.valid('json'));
    return c.json(await view(c.var.principal, (await findBudget(db, id))!), 200);
  });

  router.openapi(contract.deleteBudget, async (c) => {
    await removeBudget(needs, await granted(c.var.principal, 'delete', c.req.valid('param').id));
    return c.body(null, 204);
  });

  return router;
}

const runOf = (by: Principal, { owner, shared }: Pick<WaitRow, 'owner' | 'shared'>) => ({
  workspace_id: by.workspaceId,
  created_by: owner,
  shared,
});

function presentWait(by: Principal, row: WaitRow): BudgetWaitView {
  return {
    runId: row.runId,
    procedure: row.procedure,
    label: by.ability.can('read', 'Transcript', runOf(by, row)) ? row.label : null,
    budgetId: row.id,
    kind: row.kind as BudgetWaitView['kind'],
    dimension: row.dimension as BudgetWaitView['dimension'],
    needed: Number(row.needed),
    waitsSince: Number(row.waitsSince),
    mayRaise: by.ability.can('edit', 'Budget', row),
  };
}
