import { Kysely, MysqlDialect } from 'kysely';
import { createPool } from 'mysql2';
import { mariadb } from '../../../../tools/test-servers/mariadb.ts';
import { openSqlContract } from '../testing/sql-contract.ts';
import type { TestTables } from '../testing/sqlite.ts';
import { orchestratorContract } from '../testing.ts';

orchestratorContract('mysql', async () => {
  const server = await mariadb();
  const pool = createPool({ uri: server.url, connectionLimit: 8 });
  const db = new Kysely<TestTables>({ dialect: new MysqlDialect({ pool }) });
  return openSqlContract(db, 'mysql', async () => {
    await db.destroy();
    await server[Symbol.asyncDispose]();
  });
});
