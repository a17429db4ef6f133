import { constants, DatabaseSync } from 'node:sqlite';
import { rowBasket, type SqlLimits, type SqlRows } from './driver.ts';
import { CALLABLE } from './functions.ts';

export interface SqliteTask {
  path: string;
  text: string;
  isOurs: boolean;
  limits: SqlLimits;
}
export type SqliteReply = SqlRows | { failed: string };

const MAX_VALUE_BYTES = 16 * 1024 * 1024;
/** What SQLite itself may take, sorting included: it has no disk to fall back on. */
const MAX_SQLITE_BYTES = 256 * 1024 * 1024;
const BUSY_TIMEOUT_MS = 2_000;

const { SQLITE_OK, SQLITE_DENY, SQLITE_SELECT, SQLITE_READ, SQLITE_FUNCTION, SQLITE_RECURSIVE } = constants;

/** SQLite's own parser asks before each thing that a statement would do: reading is all that it may. */
function authorize(action: number, _first: string | null, second: string | null): number {
  if (action === SQLITE_SELECT || action === SQLITE_READ || action === SQLITE_RECURSIVE) return SQLITE_OK;
  const isCall = action === SQLITE_FUNCTION && second !== null;
  return isCall && CALLABLE.sqlite.has(second.toLowerCase()) ? SQLITE_OK : SQLITE_DENY;
}

function answer({ path, text, isOurs, limits }: SqliteTask): SqliteReply {
  const database = new DatabaseSync(path, {
    readOnly: true,
    allowExtension: false,
    timeout: BUSY_TIMEOUT_MS,
    limits: { length: MAX_VALUE_BYTES, attach: 0 },
  });
  database.exec(
    `PRAGMA temp_store = MEMORY; PRAGMA hard_heap_limit = ${MAX_SQLITE_BYTES}; PRAGMA query_only = ON`,
  );
  if (!isOurs) database.setAuthorizer(authorize);
  const statement = database.prepare(text);
  statement.setReturnArrays(true);
  statement.setReadBigInts(true);
  const columns = statement.columns().map(({ name }) => name);
  const basket = rowBasket(limits);
  for (const row of statement.iterate()) {
    if (!basket.add((row as unknown as unknown[]).map(plain))) break;
  }
  return { columns, rows: basket.kept, isCut: basket.isCut };
}

const plain = (value: unknown) =>
  typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value;

process.on('message', (task: SqliteTask) => {
  try {
    process.send?.(answer(task));
  } catch (error) {
    process.send?.({ failed: error instanceof Error ? error.message : String(error) });
  }
});
// Without the server nobody asks any more.
process.on('disconnect', () => process.exit());
