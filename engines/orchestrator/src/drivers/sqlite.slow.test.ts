import { openSqlContract } from '../testing/sql-contract.ts';
import { orchestratorContract } from '../testing.ts';

orchestratorContract('sqlite', () => openSqlContract('sqlite'));
