import { CompiledQuery, type Kysely } from 'kysely';
import type { SqlDialect } from '../drivers/dialect.ts';
import { createSqlStore } from '../drivers/sql.ts';
import type { ContractStore } from './harness.ts';
import { migrationStatements, type TestTables } from './sqlite.ts';

/** Migrates an empty database and shows it as the contract wants it. */
export async function openSqlContract(
  db: Kysely<TestTables>,
  dialect: SqlDialect,
  dispose: () => Promise<void>,
): Promise<ContractStore<Kysely<TestTables>>> {
  for (const statement of migrationStatements(dialect)) await db.executeQuery(CompiledQuery.raw(statement));
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
