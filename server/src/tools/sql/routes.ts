import { type AccessVariables, grant, permit } from '../../access/index.ts';
import { createRouter } from '../../http/index.ts';
import { addConnection, type ConnectionNeeds, changeConnection, removeConnection } from './connections.ts';
import * as contract from './contract.ts';
import type { Databases } from './databases.ts';
import { connectionsOf, findConnection, type SqlConnectionRow } from './queries.ts';
import { testDatabase } from './test-database.ts';

export interface SqlRouteNeeds extends ConnectionNeeds {
  databases: Databases;
}

function present(row: SqlConnectionRow): contract.SqlConnectionView {
  const { id, name, description } = row;
  return {
    ...{ id, name, description, place: JSON.parse(row.place) as contract.SqlPlace },
    hasPassword: row.password_cipher !== null,
    ...{ createdBy: row.created_by, createdAt: row.created_at, updatedAt: row.updated_at },
  };
}

export function sqlRoutes(needs: SqlRouteNeeds) {
  const router = createRouter<AccessVariables>();
  const { db, databases } = needs;

  router.openapi(contract.listSqlConnections, async (c) => {
    const { workspaceId } = permit(c.var.principal, 'read', 'Tool').by;
    return c.json({ items: (await connectionsOf(db, workspaceId)).map(present) }, 200);
  });

  router.openapi(contract.createSqlConnection, async (c) => {
    const allowed = permit(c.var.principal, 'create', 'Tool');
    return c.json(present(await addConnection(needs, allowed, c.req.valid('json'))), 201);
  });

  router.openapi(contract.updateSqlConnection, async (c) => {
    const found = await findConnection(db, c.req.valid('param').id);
    const granted = grant(c.var.principal, 'edit', 'Tool', found);
    return c.json(present(await changeConnection(needs, granted, c.req.valid('json'))), 200);
  });

  router.openapi(contract.deleteSqlConnection, async (c) => {
    const found = await findConnection(db, c.req.valid('param').id);
    await removeConnection(db, grant(c.var.principal, 'delete', 'Tool', found));
    return c.body(null, 204);
  });

  router.openapi(contract.testSqlConnection, async (c) => {
    const found = await findConnection(db, c.req.valid('param').id);
    const { record } = grant(c.var.principal, 'edit', 'Tool', found);
    return c.json(await testDatabase(databases, record), 200);
  });

  return router;
}
