import type { Granted, Permit } from '../../access/index.ts';
import type { Keyring } from '../../data-protection/index.ts';
import { type Database, inTransaction, isUniqueViolation, lockRow } from '../../db/index.ts';
import type { Runtime } from '../../runtime/index.ts';
import { toolErrors } from '../errors.ts';
import type { SqlConnectionInput, SqlPlace } from './contract.ts';
import { connectionsOf, MAX_SQL_CONNECTIONS, passwordPlace, type SqlConnectionRow } from './queries.ts';

export interface ConnectionNeeds {
  db: Database;
  runtime: Pick<Runtime, 'now' | 'newId'>;
  keyring: Keyring;
}

/** Throws `database_name_taken`, `too_many_databases`. */
export async function addConnection(
  { db, runtime, keyring }: ConnectionNeeds,
  { by }: Permit<'create', 'Tool'>,
  { name, description, place, password }: SqlConnectionInput,
): Promise<SqlConnectionRow> {
  const id = runtime.newId();
  const now = runtime.now();
  const row: SqlConnectionRow = {
    ...{ id, name, description, workspace_id: by.workspaceId, created_by: by.userId },
    place: JSON.stringify(place),
    password_cipher: sealed(keyring, id, password),
    ...{ created_at: now, updated_at: now },
  };
  await unlessTaken(name, () =>
    inTransaction(db, async (tx) => {
      await lockRow(tx, 'workspaces', by.workspaceId);
      if ((await connectionsOf(tx, by.workspaceId)).length >= MAX_SQL_CONNECTIONS)
        throw toolErrors.too_many_databases(MAX_SQL_CONNECTIONS);
      await tx.insertInto('sql_connections').values(row).execute();
    }),
  );
  return row;
}

/** A password goes only where it was given for: another server or user gets none. Throws `database_name_taken`. */
export async function changeConnection(
  { db, runtime, keyring }: ConnectionNeeds,
  { record }: Granted<'edit', SqlConnectionRow>,
  { name, description, place, password }: SqlConnectionInput,
): Promise<SqlConnectionRow> {
  const isSame = serverOf(place) === serverOf(JSON.parse(record.place) as SqlPlace);
  const kept = isSame ? record.password_cipher : null;
  const changes = {
    ...{ name, description, place: JSON.stringify(place), updated_at: runtime.now() },
    password_cipher: password === undefined ? kept : sealed(keyring, record.id, password),
  };
  await unlessTaken(name, () =>
    db.updateTable('sql_connections').set(changes).where('id', '=', record.id).execute(),
  );
  return { ...record, ...changes };
}

export async function removeConnection(
  db: Database,
  { record }: Granted<'delete', SqlConnectionRow>,
): Promise<void> {
  await db.deleteFrom('sql_connections').where('id', '=', record.id).execute();
}

function sealed(keyring: Keyring, id: string, password: string | undefined): string | null {
  return password === undefined ? null : keyring.seal(password, passwordPlace(id));
}

function serverOf(place: SqlPlace): string {
  if (place.kind === 'sqlite') return '';
  // Without encryption, or to somebody who was not verified, it would be told to more than before.
  return JSON.stringify([place.kind, place.host.toLowerCase(), place.port, place.user, place.tls]);
}

async function unlessTaken(name: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (isUniqueViolation(error)) throw toolErrors.database_name_taken(name);
    throw error;
  }
}
