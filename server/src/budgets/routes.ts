import { type AccessVariables, grant, type Principal, permit } from '../access/index.ts';
import { createRouter, toPage } from '../http/index.ts';
import { limitsOf, usedOf } from './amounts.ts';
import type { BudgetView } from './contract.ts';
import * as contract from './contract.ts';
import { addBudget, type LimitNeeds, removeBudget, setLimits } from './limits.ts';
import { type BudgetRow, findBudget, pageOfBudgets, waitingFor } from './queries.ts';

export function budgetRoutes(needs: LimitNeeds) {
  const router = createRouter<AccessVariables>();
  const { db, runtime } = needs;

  function present(by: Principal, row: BudgetRow, waiting: number): BudgetView {
    return {
      id: row.id,
      kind: row.kind as BudgetView['kind'],
      subjectId: row.subject_id,
      period: row.period as BudgetView['period'],
      periodStart: row.period_start,
      limits: limitsOf(row),
      used: usedOf(row, runtime.now()),
      waiting,
      updatedAt: row.updated_at,
      mayRaise: by.ability.can('edit', 'Budget', row),
    };
  }

  async function view(by: Principal, row: BudgetRow): Promise<BudgetView> {
    const waiting = await waitingFor(db, [row.id]);
    return present(by, row, waiting.get(row.id) ?? 0);
  }

  async function granted<V extends 'read' | 'edit' | 'delete'>(by: Principal, verb: V, id: string) {
    return grant(by, verb, 'Budget', await findBudget(db, id));
  }

  router.openapi(contract.listBudgets, async (c) => {
    const by = c.var.principal;
    permit(by, 'read', 'Budget');
    const { cursor, limit, kind } = c.req.valid('query');
    const rows = await pageOfBudgets(db, { workspaceId: by.workspaceId, kind, before: cursor }, limit + 1);
    const waiting = await waitingFor(
      db,
      rows.map(({ id }) => id),
    );
    const page = toPage(
      rows,
      limit,
      (row) => row,
      (row) => row.id,
    );
    const seen = page.items.filter((row) => by.ability.can('read', 'Budget', row));
    return c.json({ ...page, items: seen.map((row) => present(by, row, waiting.get(row.id) ?? 0)) }, 200);
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
