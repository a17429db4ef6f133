import { Kysely, MysqlDialect } from 'kysely';
import { createPool } from 'mysql2';
import { createSqlStore } from '../drivers/sql.ts';
import { createOrchestrator } from '../lib/orchestrator.ts';
import { chaosProcedures } from './chaos-workflows.ts';
import { openSqlite, type TestTables } from './sqlite.ts';

/** Times are short, so that the dead are noticed within a test. */
export const CHAOS_LEASE_MS = 1_500;

export function openChaosDatabase(url: string): Kysely<TestTables> {
  if (!url.startsWith('mysql:')) return openSqlite(url);
  return new Kysely<TestTables>({
    dialect: new MysqlDialect({ pool: createPool({ uri: url, connectionLimit: 4 }) }),
  });
}

export function chaosOrchestrator(url: string, outsideFile: string, db = openChaosDatabase(url)) {
  const dialect = url.startsWith('mysql:') ? 'mysql' : 'sqlite';
  return createOrchestrator({
    store: createSqlStore({ db, dialect }),
    procedures: chaosProcedures(outsideFile),
    exclusive: dialect === 'sqlite',
    leaseMs: CHAOS_LEASE_MS,
    pollMs: 50,
    concurrency: 64,
    onTrouble: ({ act, error }) => console.error(act, error),
  });
}

const [url, file] = process.argv.slice(2);
if (import.meta.main && url && file) {
  chaosOrchestrator(url, file).work();
  console.log('at work');
}
