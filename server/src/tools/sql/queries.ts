import type { Database, Schema } from '../../db/index.ts';

export type SqlConnectionRow = Schema['sql_connections'];

export const MAX_SQL_CONNECTIONS = 50;

/** Binds a ciphertext to its row. */
export const passwordPlace = (id: string) => `sql_connections/${id}/password`;

export function findConnection(db: Database, id: string): Promise<SqlConnectionRow | undefined> {
  return db.selectFrom('sql_connections').selectAll().where('id', '=', id).executeTakeFirst();
}

export function connectionsOf(db: Database, workspaceId: string): Promise<SqlConnectionRow[]> {
  return db
    .selectFrom('sql_connections')
    .selectAll()
    .where('workspace_id', '=', workspaceId)
    .orderBy('name')
    .limit(MAX_SQL_CONNECTIONS)
    .execute();
}
