import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { Kysely, SqliteDialect } from 'kysely';
import type { SqlDialect } from '../drivers/dialect.ts';
import type { OrchestratorTables } from '../drivers/tables.ts';
import { migrationsFolder } from '../lib/migrations.ts';

/** The engine's tables beside one of the caller's, as in a product. */
export interface TestTables extends OrchestratorTables {
  effects: { name: string };
}

export function migrationStatements(dialect: SqlDialect): string[] {
  const scripts = readdirSync(migrationsFolder)
    .sort()
    .map((name) => readFileSync(new URL(`${name}/${dialect}.sql`, migrationsFolder), 'utf8'));
  const statements = scripts.flatMap((script) => script.split(';\n')).filter((statement) => statement.trim());
  return [...statements, 'CREATE TABLE effects (name VARCHAR(200))'];
}

/** Kysely over node:sqlite; `path` may be ':memory:'. */
export function openSqlite(path: string): Kysely<TestTables> {
  const raw = new DatabaseSync(path);
  raw.exec(
    'PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON',
  );
  const prepare = (sql: string) => {
    const statement = raw.prepare(sql);
    const values = (list: readonly unknown[]) => list as SQLInputValue[];
    return {
      reader: statement.columns().length > 0,
      all: (list: readonly unknown[]) => statement.all(...values(list)),
      run: (list: readonly unknown[]) => statement.run(...values(list)),
      iterate: (list: readonly unknown[]) => statement.iterate(...values(list)) as IterableIterator<unknown>,
    };
  };
  return new Kysely<TestTables>({
    dialect: new SqliteDialect({ database: { prepare, close: () => raw.close() } }),
  });
}
