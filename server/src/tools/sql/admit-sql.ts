import { createRequire } from 'node:module';
import { toolErrors } from '../errors.ts';
import type { SqlKind } from './contract.ts';
import { CALLABLE } from './functions.ts';
import { type PlainSql, plainSql } from './plain-sql.ts';

export const MAX_SQL_LENGTH = 20_000;

/** A query as it may be sent. */
export interface AdmittedSql {
  text: string;
  /** `rows` may be read by a cursor; the others say something about a query or the database. */
  kind: 'rows' | 'plan' | 'show';
}

interface Parser {
  parse(sql: string, options: { database: string }): { ast: unknown };
}
type Grammar = 'postgresql' | 'mysql' | 'mariadb';

const load = createRequire(import.meta.url);
/** 300 KB of grammar each: loaded with the first query, one file for one dialect. */
const parserOf = (grammar: Grammar): Parser => {
  const { Parser } = load(`node-sql-parser/build/${grammar}`) as { Parser: new () => Parser };
  return new Parser();
};
/** One connection speaks to either: what the one grammar lacks the other may have. */
const GRAMMARS = { postgresql: ['postgresql'], mysql: ['mysql', 'mariadb'] } as const;

const EXPLAIN = /^explain(?:\s+query\s+plan)?\s+(?=select\b|with\b|\()/i;
const PLAN = { postgresql: 'EXPLAIN', mysql: 'EXPLAIN', sqlite: 'EXPLAIN QUERY PLAN' } as const;
const BEGIN = /^(?:select\b|with\b|\()/i;

/** Words that no query has which only reads, wherever they stand; columns called so are quoted otherwise in vain. */
const WRITING = ['into', 'outfile', 'dumpfile', 'procedure', 'handler'];
/** Pairs and threes of words that lock what is read. */
const LOCKING = ['for update', 'for share', 'for no key', 'for key share', 'lock in share'];
/** Relations of the system that hold passwords or read files of the server. */
const HIDDEN = [
  'pg_authid',
  'pg_shadow',
  'pg_user_mapping',
  'pg_user_mappings',
  'pg_hba_file_rules',
  'pg_ident_file_mappings',
  'pg_file_settings',
  'pg_largeobject',
  'pg_stat_ssl',
  'global_priv',
];
/** Schemas of MySQL that tell of its users and of its insides. */
const MYSQL_SYSTEM = ['mysql', 'sys', 'performance_schema'];

/** Safe words of MySQL that are no query, with at most one name. */
const NAME = '`?[A-Za-z0-9_$]+`?(?:\\.`?[A-Za-z0-9_$]+`?)?';
const SHOWS = new RegExp(
  `^(?:show\\s+(?:full\\s+)?tables(?:\\s+(?:from|in)\\s+${NAME})?|show\\s+(?:databases|schemas)|show\\s+(?:full\\s+)?columns\\s+(?:from|in)\\s+${NAME}|show\\s+create\\s+(?:table|view)\\s+${NAME}|show\\s+(?:index|indexes|keys)\\s+(?:from|in)\\s+${NAME}|(?:describe|desc)\\s+${NAME})$`,
  'i',
);

/**
 * Lets through one statement that only reads. Whoever gets past this still meets the database's own walls: a transaction
 * that may not write, a cursor that takes nothing but a query, time limits, and what its user may do. Throws `sql_refused`.
 */
export function admitSql(kind: SqlKind, sql: string): AdmittedSql {
  const plain = plainSql(kind, sql);
  if (plain.text === '') throw toolErrors.sql_refused('it is empty');
  if (kind === 'mysql' && plain.qualifiers.some((name) => MYSQL_SYSTEM.includes(name)))
    throw toolErrors.sql_refused('the schemas mysql, sys and performance_schema are not read');
  if (kind === 'mysql' && SHOWS.test(plain.text)) return { text: plain.text, kind: 'show' };
  const query = plain.text.replace(EXPLAIN, '');
  if (!BEGIN.test(query))
    throw toolErrors.sql_refused('only SELECT, WITH ... SELECT and EXPLAIN of these are taken');
  checkWords(plain);
  checkCalls(kind, plain.calls);
  if (kind !== 'sqlite') checkTree(kind, query);
  if (query === plain.text) return { text: query, kind: 'rows' };
  return { text: `${PLAN[kind]} ${query}`, kind: 'plan' };
}

function checkWords({ words }: PlainSql): void {
  const found = words.find((word) => WRITING.includes(word) || HIDDEN.includes(word));
  if (found) throw toolErrors.sql_refused(`"${found}" is not taken`);
  const line = ` ${words.join(' ')} `;
  const lock = LOCKING.find((pair) => line.includes(` ${pair} `));
  if (lock) throw toolErrors.sql_refused(`it locks what it reads (${lock})`);
}

/** Never called by anybody who only reads: also where a parser would not see the call. */
const DANGEROUS =
  /^(?:pg_(?!typeof$).*|lo_.*|dblink.*|.*_to_xml.*|xml.*|xpath.*|set_config|current_setting|nextval|setval|currval|lastval|sleep|benchmark|load_file|load_extension|get_lock|release_.*lock.*|is_.*_lock|master_.*|source_pos_wait|wait_.*|sys_.*|updatexml|extractvalue|readfile|writefile|edit|fts3_tokenizer|zeroblob|randomblob|query_.*|cursor_.*|table_to_.*|database_to_.*|schema_to_.*|inet_(?:client|server).*|txid_.*|row_security_active|has_.*_privilege)$/;

function checkCalls(kind: SqlKind, calls: readonly string[]): void {
  const isRefused = (name: string) => DANGEROUS.test(name) && !CALLABLE[kind].has(name);
  const found = calls.find((name) => isRefused(name) || /^(?!pg_catalog\.).*\./.test(name));
  if (found) throw toolErrors.sql_refused(`the function ${found} is not among those that queries may call`);
}

function checkTree(kind: 'postgresql' | 'mysql', query: string): void {
  const trees = treesOf(kind, query);
  if (trees.length !== 1) throw toolErrors.sql_refused('only one statement is taken');
  check(kind, trees);
}

function treesOf(kind: 'postgresql' | 'mysql', query: string): unknown[] {
  let why = '';
  for (const grammar of GRAMMARS[kind]) {
    try {
      const { ast } = parserOf(grammar).parse(query, { database: grammar });
      return Array.isArray(ast) ? ast : [ast];
    } catch (error) {
      why ||= placeOf(error);
    }
  }
  throw toolErrors.sql_refused(`it cannot be read${why}`);
}

function placeOf(error: unknown): string {
  const { location, found } = error as {
    location?: { start: { line: number; column: number } };
    found?: unknown;
  };
  if (!location) return '';
  const { line, column } = location.start;
  return ` at line ${line}, column ${column}${typeof found === 'string' ? `, at "${found}"` : ''}; write it more simply`;
}

const STATEMENTS = new Set(
  'insert replace update delete create drop alter truncate rename call set use lock unlock grant revoke execute do declare merge copy show explain transaction load analyze attach pragma vacuum'.split(
    ' ',
  ),
);
const CALLS = new Set(['function', 'aggr_func', 'window_func']);

function check(kind: 'postgresql' | 'mysql', node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  const { type, name, into, schema } = node as Record<string, unknown>;
  if (typeof type === 'string' && STATEMENTS.has(type.toLowerCase()))
    throw toolErrors.sql_refused(`it holds a statement of the kind ${type}`);
  if (type === 'select' && isInto(into)) throw toolErrors.sql_refused('INTO is not taken');
  if (type === 'assign') throw toolErrors.sql_refused('variables are not set');
  if (typeof type === 'string' && CALLS.has(type)) checkCall(kind, name, schema);
  for (const child of Object.values(node)) check(kind, child);
}

function isInto(into: unknown): boolean {
  const { position, expr, keyword } = (into ?? {}) as Record<string, unknown>;
  return Boolean(position || expr || keyword);
}

function checkCall(kind: 'postgresql' | 'mysql', name: unknown, schema: unknown): void {
  const called = (typeof name === 'string' ? name : partsOf(name)).toLowerCase();
  const from = schema ? partsOf([schema]).toLowerCase() : 'pg_catalog';
  if (from !== 'pg_catalog' || !CALLABLE[kind].has(called))
    throw toolErrors.sql_refused(
      `the function ${called.slice(0, 60)} is not among those that queries may call`,
    );
}

function partsOf(name: unknown): string {
  const parts = (name as { name?: unknown })?.name ?? name;
  if (!Array.isArray(parts)) return String(parts);
  return parts.map((part: { value?: unknown }) => String(part.value)).join('.');
}
