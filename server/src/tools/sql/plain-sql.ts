import { toolErrors } from '../errors.ts';
import type { SqlKind } from './contract.ts';

export interface PlainSql {
  /** Without comments and without the semicolon at its end. */
  text: string;
  /** Words outside of strings, in small letters, and quoted names as they are, in order. */
  words: string[];
  /** Names right before a bracket, with the schema before them: what may be a call. */
  calls: string[];
  /** Names right before a dot: schemas, and tables of columns. */
  qualifiers: string[];
}

const NAME_START = /[\p{L}_@]/u;
const NAME = /[\p{L}\p{N}_$@]/u;
const SPACE = /\s/;
const CONTROL = /[^\P{Cc}\t\n\r]/u;

/**
 * Cuts SQL into its lexemes as the database would, not as a parser believes: what one of them takes for a comment or the
 * inside of a string must not be code to the other. Where they might differ, the text is refused. Throws `sql_refused`.
 */
export function plainSql(kind: SqlKind, sql: string): PlainSql {
  if (CONTROL.test(sql)) throw toolErrors.sql_refused('it has control characters');
  const words: string[] = [];
  const calls: string[] = [];
  const qualifiers: string[] = [];
  let text = '';
  let at = 0;
  /** The name that was read last, if nothing but space came after it. */
  let name: string | null = null;
  /** The name before the dot before this one. */
  let schema: string | null = null;
  while (at < sql.length) {
    const comment = commentEnd(kind, sql, at);
    if (comment > at) {
      text += ' ';
      at = comment;
      continue;
    }
    const char = sql[at] ?? '';
    if (char === ';') {
      if (!isBlank(kind, sql, at + 1)) throw toolErrors.sql_refused('only one statement is taken');
      break;
    }
    const end = lexemeEnd(kind, sql, at);
    const lexeme = sql.slice(at, end);
    text += lexeme;
    at = end;
    if (SPACE.test(char)) continue;
    if (char === '(' && name !== null) calls.push(schema === null ? name : `${schema}.${name}`);
    if (char === '.') {
      schema = name;
      if (name !== null) qualifiers.push(name);
    } else if (nameOf(kind, lexeme) === null || name !== null) schema = null;
    name = nameOf(kind, lexeme);
    if (name !== null) words.push(name);
  }
  return { text: text.trim(), words, calls, qualifiers };
}

function isBlank(kind: SqlKind, sql: string, from: number): boolean {
  for (let at = from; at < sql.length; ) {
    const comment = commentEnd(kind, sql, at);
    if (comment === at && !SPACE.test(sql[at] ?? '')) return false;
    at = Math.max(comment, at + 1);
  }
  return true;
}

/** Where a comment that begins here ends; `at` where none does. */
function commentEnd(kind: SqlKind, sql: string, at: number): number {
  if (sql.startsWith('/*', at)) return blockEnd(kind, sql, at);
  const isLine = sql.startsWith('--', at) || (kind === 'mysql' && sql[at] === '#');
  if (!isLine) return at;
  if (kind === 'mysql' && sql[at] === '-' && !/[\s]|^$/.test(sql[at + 2] ?? ''))
    throw toolErrors.sql_refused('"--" begins a comment only with a space after it');
  const end = sql.slice(at).search(/[\n\r]/);
  return end < 0 ? sql.length : at + end;
}

function blockEnd(kind: SqlKind, sql: string, at: number): number {
  if (kind === 'mysql' && /^\/\*(?:[!+]|M!)/.test(sql.slice(at, at + 4)))
    throw toolErrors.sql_refused('comments with a meaning (/*! and /*+) are not taken');
  let depth = 0;
  for (let index = at; index < sql.length - 1; index++) {
    const pair = sql.slice(index, index + 2);
    if (pair === '/*' && (depth === 0 || kind === 'postgresql')) {
      depth++;
      index++;
    } else if (pair === '*/') {
      depth--;
      index++;
      if (depth === 0) return index + 1;
    }
  }
  throw toolErrors.sql_refused('a comment does not end');
}

function lexemeEnd(kind: SqlKind, sql: string, at: number): number {
  const char = sql[at] ?? '';
  if (char === "'" || char === '"' || (char === '`' && kind !== 'postgresql'))
    return quotedEnd(kind, sql, at);
  if (char === '$' && kind === 'postgresql')
    throw toolErrors.sql_refused('"$" is not taken outside of strings');
  if (char === '[' && kind === 'sqlite') throw toolErrors.sql_refused('names are quoted with ", not with [');
  const test = NAME_START.test(char) ? NAME : SPACE.test(char) ? SPACE : null;
  let end = at + 1;
  while (test && end < sql.length && test.test(sql[end] ?? '')) end++;
  const word = sql.slice(at, end);
  const isPrefix = kind === 'postgresql' && /^(?:e|u)$/i.test(word) && /^(?:'|&['"])/.test(sql.slice(end));
  if (isPrefix) throw toolErrors.sql_refused("strings with a prefix (E'...', U&'...') are not taken");
  return end;
}

function quotedEnd(kind: SqlKind, sql: string, at: number): number {
  const quote = sql[at] ?? '';
  for (let end = at + 1; end < sql.length; end++) {
    if (sql[end] === '\\' && quote !== '`') {
      if (kind === 'mysql') end++;
      else if (sql[end + 1] === quote) throw toolErrors.sql_refused('a backslash stands before a quote');
    } else if (sql[end] === quote) {
      if (sql[end + 1] !== quote) return end + 1;
      end++;
    }
  }
  throw toolErrors.sql_refused('a quote does not end');
}

function nameOf(kind: SqlKind, lexeme: string): string | null {
  const first = lexeme[0] ?? '';
  if (NAME_START.test(first)) return lexeme.toLowerCase();
  const isName = first === '`' || (first === '"' && kind !== 'mysql');
  return isName ? lexeme.slice(1, -1).toLowerCase() : null;
}
