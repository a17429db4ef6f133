import { isProblem } from '../../problem/index.ts';
import { toolErrors } from '../errors.ts';
import type { SqlConnectionTest, SqlKind, SqlPlace } from './contract.ts';
import type { Databases } from './databases.ts';
import { outlineOf } from './outline.ts';
import type { SqlConnectionRow } from './queries.ts';

const TEST_TIMEOUT_MS = 20_000;

/** Whether the user could do more than read: the least that an administrator should know. */
const MAY_WRITE: Partial<Record<SqlKind, string>> = {
  postgresql: `SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolcreaterole)
    UNION ALL SELECT 1 FROM information_schema.role_table_grants
    WHERE grantee = current_user AND privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE') LIMIT 1`,
  mysql: `SELECT 1 FROM information_schema.user_privileges WHERE grantee = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''')
    AND privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'FILE', 'SUPER')
    UNION ALL SELECT 1 FROM information_schema.schema_privileges
    WHERE grantee = CONCAT('''', REPLACE(CURRENT_USER(), '@', '''@'''), '''') AND privilege_type IN ('INSERT', 'UPDATE', 'DELETE') LIMIT 1`,
};

/** What happens is what is told: a test never fails. */
export async function testDatabase(databases: Databases, row: SqlConnectionRow): Promise<SqlConnectionTest> {
  const signal = AbortSignal.timeout(TEST_TIMEOUT_MS);
  const began = performance.now();
  const elapsed = () => Math.round(performance.now() - began);
  try {
    const { tables } = await outlineOf(databases, row, signal);
    const mayWrite = await mayWriteTo(databases, row, signal);
    return { ok: true, durationMs: elapsed(), tables: tables.length, mayWrite, error: null };
  } catch (error) {
    const problem = isProblem(error) ? error : toolErrors.database_unreachable('it took too long');
    const { code, message } = problem;
    return { ok: false, durationMs: elapsed(), tables: 0, mayWrite: false, error: { code, message } };
  }
}

async function mayWriteTo(
  databases: Databases,
  row: SqlConnectionRow,
  signal: AbortSignal,
): Promise<boolean> {
  const text = MAY_WRITE[(JSON.parse(row.place) as SqlPlace).kind];
  if (text === undefined) return false;
  const limits = { rows: 1, characters: 100, timeoutMs: TEST_TIMEOUT_MS };
  const { rows } = await databases.ask(row, { sql: { text, kind: 'rows' }, isOurs: true, limits, signal });
  return rows.length > 0;
}
