import { type AccessVariables, permit } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import { createRouter, toPage } from '../http/index.ts';
import * as contract from './contract.ts';
import { entriesOf } from './queries.ts';

export function auditRoutes({ db }: { db: Database }) {
  const router = createRouter<AccessVariables>();

  router.openapi(contract.listAudit, async (c) => {
    const { workspaceId, role } = permit(c.var.principal, 'read', 'Audit').by;
    const { cursor, limit, ...filter } = c.req.valid('query');
    const before = cursor === undefined ? undefined : Number(cursor);
    const wanted = { ...filter, workspaceId, before, strangers: role === 'super_admin' };
    const rows = await entriesOf(db, wanted, limit + 1);
    return c.json(
      toPage(rows, limit, present, ({ sequence }) => String(sequence)),
      200,
    );
  });

  return router;
}

function present(row: Awaited<ReturnType<typeof entriesOf>>[number]): contract.AuditEntryView {
  const { sequence, at, actor_id: id, actor_name: name, action, subject, run_id: runId, hash } = row;
  return {
    ...{ sequence, at, action, subject, runId, hash },
    actor: id === null ? null : { id, name: name ?? '' },
    outcome: row.outcome as 'done' | 'refused',
    details: JSON.parse(row.details) as Record<string, unknown>,
  };
}
