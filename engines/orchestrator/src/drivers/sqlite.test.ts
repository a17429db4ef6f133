import { openSqlContract } from '../testing/sql-contract.ts';
import { openSqlite } from '../testing/sqlite.ts';
import { orchestratorContract } from '../testing.ts';

orchestratorContract('sqlite', async () => {
  const db = openSqlite(':memory:');
  return openSqlContract(db, 'sqlite', () => db.destroy());
});
