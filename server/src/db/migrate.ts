import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { DatabaseHandle } from './connect.ts';
import { databaseErrors } from './errors.ts';

const LOCK_WAIT_SECONDS = 60;

/** A folder of `NNNN-noun/{sqlite,mysql}.sql`; `name` keeps the sources apart in the record. */
export interface MigrationSource {
  name: string;
  folder: URL;
}

interface Migration {
  source: string;
  name: string;
  checksum: string;
  sql: string;
}

export type MigrationState = { name: string; applied: boolean };

function load(sources: readonly MigrationSource[], dialect: string): Migration[] {
  return sources.flatMap((source) =>
    readdirSync(source.folder)
      .sort()
      .map((folder) => {
        const text = readFileSync(new URL(`${folder}/${dialect}.sql`, source.folder), 'utf8');
        const checksum = createHash('sha256').update(text).digest('hex');
        return { source: source.name, name: `${source.name}/${folder}`, checksum, sql: text };
      }),
  );
}

async function applied(handle: DatabaseHandle): Promise<Map<string, string>> {
  await handle.script(
    'CREATE TABLE IF NOT EXISTS migrations (name VARCHAR(120) NOT NULL PRIMARY KEY, checksum CHAR(64) NOT NULL, applied_at BIGINT NOT NULL);',
  );
  const rows = await handle.db.selectFrom('migrations').select(['name', 'checksum']).execute();
  return new Map(rows.map((row) => [row.name, row.checksum]));
}

function verify(known: readonly Migration[], done: Map<string, string>): void {
  const names = new Set(known.map((migration) => migration.name));
  for (const name of done.keys()) if (!names.has(name)) throw databaseErrors.migration_unknown(name);
  for (const { name, checksum } of known) {
    if (done.has(name) && done.get(name) !== checksum) throw databaseErrors.migration_changed(name);
  }
  verifyOrder(known, done);
}

/** Within a source, what is missing comes after all that is applied: one slipped in before would meet other tables. */
function verifyOrder(known: readonly Migration[], done: Map<string, string>): void {
  for (const migrations of Map.groupBy(known, ({ source }) => source).values()) {
    const last = migrations.findLastIndex(({ name }) => done.has(name));
    const late = migrations.slice(0, last + 1).find(({ name }) => !done.has(name));
    if (late) throw databaseErrors.migration_late(late.name, migrations[last]?.name ?? '');
  }
}

/** SQLite applies a migration and its record in one transaction; MySQL commits each DDL statement by itself. */
async function apply(handle: DatabaseHandle, migration: Migration, now: number): Promise<void> {
  const record = `INSERT INTO migrations (name, checksum, applied_at) VALUES ('${migration.name}', '${migration.checksum}', ${now});`;
  const script = `${migration.sql}\n${record}`;
  await handle.script(handle.dialect === 'sqlite' ? `BEGIN IMMEDIATE;\n${script}\nCOMMIT;` : script);
}

async function withLock<T>(handle: DatabaseHandle, act: () => Promise<T>): Promise<T> {
  if (handle.dialect === 'sqlite') return act();
  return handle.db.connection().execute(async (connection) => {
    const query = sql<{ got: number }>`SELECT GET_LOCK('agenticgen-migrate', ${LOCK_WAIT_SECONDS}) AS got`;
    const { rows } = await query.execute(connection);
    if (rows[0]?.got !== 1) throw databaseErrors.migration_locked();
    try {
      return await act();
    } finally {
      await sql`SELECT RELEASE_LOCK('agenticgen-migrate')`.execute(connection);
    }
  });
}

/** What is applied and what is not, in order. Throws like `migrate` where the two don't fit. */
export async function pendingMigrations(
  handle: DatabaseHandle,
  sources: readonly MigrationSource[],
): Promise<MigrationState[]> {
  const known = load(sources, handle.dialect);
  const done = await applied(handle);
  verify(known, done);
  return known.map(({ name }) => ({ name, applied: done.has(name) }));
}

/**
 * Applies what is missing, each migration once, and returns the names applied.
 * Throws `migration_changed`, `migration_unknown` (a newer database), `migration_late` or `migration_locked`.
 */
export async function migrate(
  handle: DatabaseHandle,
  sources: readonly MigrationSource[],
  now: () => number,
): Promise<string[]> {
  const known = load(sources, handle.dialect);
  return withLock(handle, async () => {
    const done = await applied(handle);
    verify(known, done);
    const missing = known.filter((migration) => !done.has(migration.name));
    for (const migration of missing) await apply(handle, migration, now());
    return missing.map((migration) => migration.name);
  });
}
