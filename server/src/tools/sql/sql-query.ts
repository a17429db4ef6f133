import { z } from 'zod';
import { checkFileName, type FileRow } from '../../files/index.ts';
import { toolErrors } from '../errors.ts';
import type { FileToolNeeds } from '../file-tools.ts';
import type { Tool, ToolContext, ToolResult } from '../tool.ts';
import { admitSql, MAX_SQL_LENGTH } from './admit-sql.ts';
import type { SqlKind, SqlPlace } from './contract.ts';
import { csvOf } from './csv.ts';
import type { Databases } from './databases.ts';
import type { SqlLimits, SqlRows } from './driver.ts';
import { outlineOf, outlineText } from './outline.ts';
import { connectionsOf, type SqlConnectionRow } from './queries.ts';

/** Rows that a model is told. */
const MAX_SHOWN_ROWS = 500;
/** Rows that are kept as a file. */
export const MAX_SAVED_ROWS = 50_000;
const MAX_CHARACTERS = 8 * 1024 * 1024;
/** The server's own bound; that of the tool's traits ends the wait. */
const STATEMENT_TIMEOUT_MS = 60_000;
const TOOL_TIMEOUT_MS = 60_000;

const schema = z.object({
  action: z
    .enum(['databases', 'schema', 'query'])
    .default('query')
    .describe('databases: which there are; schema: tables and columns; query: rows'),
  database: z.string().max(40).optional().describe('Its name; not needed where there is one'),
  table: z.string().max(200).optional().describe('For schema: only tables whose name has this'),
  sql: z
    .string()
    .max(MAX_SQL_LENGTH)
    .optional()
    .describe('For query: one SELECT or WITH ... SELECT in the dialect of the database; EXPLAIN of it, too'),
  limit: z.number().int().min(1).max(MAX_SHOWN_ROWS).default(100),
  saveAs: z
    .string()
    .regex(/^[\p{L}\p{N}_. -]{1,100}\.csv$/u)
    .optional()
    .describe(
      'For query: keeps all rows as this CSV file of the conversation, for data_table, chart or run_code',
    ),
});
type Input = z.infer<typeof schema>;

export interface SqlQueryNeeds extends FileToolNeeds {
  databases: Databases;
}

/** sql_query: reads from the databases that administrators registered. */
export function sqlQueryTool(needs: SqlQueryNeeds): Tool<Input> {
  return {
    name: 'sql_query',
    title: 'Query a database',
    description:
      "Reads from the workspace's registered databases (SQLite, MySQL, PostgreSQL): lists them, shows tables and columns, and runs one query that only reads. Look at the schema before you query.",
    effect: 'read',
    schema,
    traits: { risk: 'medium', timeoutMs: TOOL_TIMEOUT_MS },
    right: ['run', 'Tool'],
    isOffered: async (workspaceId) => (await connectionsOf(needs.db, workspaceId)).length > 0,
    async run(input, context) {
      const rows = await connectionsOf(needs.db, context.principal.workspaceId);
      if (input.action === 'databases') return said(list(rows));
      const row = chosen(rows, input.database);
      return input.action === 'schema'
        ? schemaOf(needs, row, input, context)
        : query(needs, row, input, context);
    },
  };
}

const said = (output: string, files: FileRow[] = []): ToolResult => ({
  ok: true,
  output,
  files,
  citations: [],
});

const kindOf = ({ place }: SqlConnectionRow): SqlKind => (JSON.parse(place) as SqlPlace).kind;

function list(rows: readonly SqlConnectionRow[]): string {
  if (rows.length === 0) return 'No database is registered in this workspace';
  return rows.map((row) => `${row.name} (${kindOf(row)}) ${row.description}`.trim()).join('\n');
}

/** Throws `database_unknown`. */
function chosen(rows: readonly SqlConnectionRow[], name: string | undefined): SqlConnectionRow {
  const found = name === undefined && rows.length === 1 ? rows[0] : rows.find((row) => row.name === name);
  if (!found) throw toolErrors.database_unknown(name ?? '', rows.map((row) => row.name).join(', '));
  return found;
}

async function schemaOf(
  { databases }: SqlQueryNeeds,
  row: SqlConnectionRow,
  { table }: Input,
  { signal }: ToolContext,
): Promise<ToolResult> {
  const outline = await outlineOf(databases, row, signal);
  const wanted = table?.toLowerCase() ?? '';
  const tables = outline.tables.filter(({ name }) => name.toLowerCase().includes(wanted));
  const head = `${row.name} (${kindOf(row)}), ${tables.length} tables`;
  return said(`${head}\n${outlineText({ ...outline, tables })}`.trim());
}

/** Throws `sql_refused`, `sql_failed`. */
async function query(
  needs: SqlQueryNeeds,
  row: SqlConnectionRow,
  { sql = '', limit, saveAs }: Input,
  context: ToolContext,
): Promise<ToolResult> {
  const admitted = admitSql(kindOf(row), sql);
  const limits: SqlLimits = {
    rows: saveAs === undefined ? limit : MAX_SAVED_ROWS,
    characters: MAX_CHARACTERS,
    timeoutMs: STATEMENT_TIMEOUT_MS,
  };
  const answer = await needs.databases.ask(row, { sql: admitted, limits, signal: context.signal });
  const files = saveAs === undefined ? [] : [await saved(needs, saveAs, answer, context)];
  return said(textOf(answer, limit, files), files);
}

function saved(
  { db, files }: SqlQueryNeeds,
  name: string,
  answer: SqlRows,
  { area, principal }: ToolContext,
): Promise<FileRow> {
  return files.save(db, {
    workspaceId: principal.workspaceId,
    area,
    name: checkFileName(name),
    bytes: new TextEncoder().encode(csvOf(answer)),
    createdBy: principal.userId,
  });
}

function textOf(answer: SqlRows, limit: number, files: readonly FileRow[]): string {
  const { columns, rows, isCut } = answer;
  const shown = rows.slice(0, limit);
  const count = isCut ? `the first ${rows.length} rows, there are more` : `${rows.length} rows`;
  const notes = [
    ...(shown.length < rows.length ? [`${shown.length} shown`] : []),
    ...files.map(({ name }) => `all of these in the file ${name}`),
  ];
  return `${[count, ...notes].join(', ')}\n${csvOf({ columns, rows: shown })}`.trim();
}
