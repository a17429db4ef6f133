import { CompiledQuery, Kysely, MysqlDialect } from 'kysely';
import { createPool } from 'mysql2';
import { preparedMariadb } from '../../../../tools/test-servers/prepared-mariadb.ts';
import type { SqlDialect } from '../drivers/dialect.ts';
import { createSqlStore } from '../drivers/sql.ts';
import type { ContractStore } from './harness.ts';
import { migrationStatements, openSqlite, type TestTables } from './sqlite.ts';

/** The engine's tables, without rows, in memory or on a real MariaDB, as the contract wants them. */
export async function openSqlContract(dialect: SqlDialect): Promise<ContractStore<Kysely<TestTables>>> {
  if (dialect === 'mysql') return openMariadbContract();
  const db = openSqlite(':memory:');
  await migrate(db, 'sqlite');
  return contractOf(db, dialect, () => db.destroy());
}

async function openMariadbContract(): Promise<ContractStore<Kysely<TestTables>>> {
  const server = await preparedMariadb({
    kind: 'orchestrator',
    async prepare(url) {
      const db = openMysql(url);
      await migrate(db, 'mysql').finally(() => db.destroy());
    },
  });
  const db = openMysql(server.url);
  return contractOf(db, 'mysql', async () => {
    await db.destroy();
    await server[Symbol.asyncDispose]();
  });
}

function openMysql(url: string): Kysely<TestTables> {
  return new Kysely({ dialect: new MysqlDialect({ pool: createPool({ uri: url, connectionLimit: 8 }) }) });
}

async function migrate(db: Kysely<TestTables>, dialect: SqlDialect): Promise<void> {
  for (const statement of migrationStatements(dialect)) await db.executeQuery(CompiledQuery.raw(statement));
}

function contractOf(
  db: Kysely<TestTables>,
  dialect: SqlDialect,
  dispose: () => Promise<void>,
): ContractStore<Kysely<TestTables>> {
  return {
    store: createSqlStore({ db, dialect }),
    db,
    transaction: (act) => db.transaction().execute(act),
    async addEffect(handle, name) {
      await handle.insertInto('effects').values({ name }).execute();
    },
    async countEffects(name) {
      const rows = await db.selectFrom('effects').select('name').where('name', '=', name).execute();
      return rows.length;
    },
    [Symbol.asyncDispose]: dispose,
  };
}
