import type { SqlKind } from './contract.ts';
import type { Databases } from './databases.ts';
import type { Cell, SqlLimits } from './driver.ts';
import type { SqlConnectionRow } from './queries.ts';

/** Columns that an outline looks at. */
const MAX_COLUMNS = 5_000;
const LIMITS: SqlLimits = { rows: MAX_COLUMNS, characters: 1_000_000, timeoutMs: 20_000 };

/** Schema, table, column, type and whether it may be null, in the order of the table. */
const COLUMNS: Record<SqlKind, string> = {
  sqlite: `SELECT '', m.name, p.name, p.type, CASE p."notnull" WHEN 0 THEN 'YES' ELSE 'NO' END
    FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) p
    WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY m.name, p.cid LIMIT ${MAX_COLUMNS + 1}`,
  mysql: `SELECT table_schema, table_name, column_name, column_type, is_nullable FROM information_schema.columns
    WHERE table_schema NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')
    ORDER BY table_schema, table_name, ordinal_position LIMIT ${MAX_COLUMNS + 1}`,
  postgresql: `SELECT table_schema, table_name, column_name, data_type, is_nullable FROM information_schema.columns
    WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
    ORDER BY table_schema, table_name, ordinal_position LIMIT ${MAX_COLUMNS + 1}`,
};
/** Not written with it: it is where a query looks first. */
const USUAL_SCHEMA: Record<SqlKind, (database: string) => string> = {
  sqlite: () => '',
  mysql: (database) => database,
  postgresql: () => 'public',
};

export interface OutlineTable {
  name: string;
  columns: { name: string; type: string; isNullable: boolean }[];
}

export interface Outline {
  tables: OutlineTable[];
  /** There are more columns than were looked at. */
  isCut: boolean;
}

/** The tables and views that the connection's user sees. */
export async function outlineOf(
  databases: Databases,
  row: SqlConnectionRow,
  signal: AbortSignal,
): Promise<Outline> {
  const place = JSON.parse(row.place) as { kind: SqlKind; database?: string };
  const usual = USUAL_SCHEMA[place.kind](place.database ?? '');
  const { rows, isCut } = await databases.ask(row, {
    sql: { text: COLUMNS[place.kind], kind: 'rows' },
    isOurs: true,
    limits: LIMITS,
    signal,
  });
  const tables = new Map<string, OutlineTable>();
  for (const cells of rows) {
    const [schema = '', table = '', name = '', type = '', nullable = ''] = cells.map(textOf);
    const full = schema === usual ? table : `${schema}.${table}`;
    const known = tables.get(full) ?? { name: full, columns: [] };
    tables.set(full, known);
    known.columns.push({ name, type, isNullable: nullable === 'YES' });
  }
  return { tables: [...tables.values()], isCut };
}

const textOf = (cell: Cell) => (cell === null ? '' : String(cell));

export function outlineText({ tables, isCut }: Outline): string {
  const lines = tables.map(({ name, columns }) => {
    const shown = columns.map((column) => {
      return `${column.name} ${column.type || 'any'}${column.isNullable ? '' : ' not null'}`;
    });
    return `${name}(${shown.join(', ')})`;
  });
  return [
    ...lines,
    ...(isCut ? [`[only the first ${MAX_COLUMNS} columns; ask for a table by name]`] : []),
  ].join('\n');
}
