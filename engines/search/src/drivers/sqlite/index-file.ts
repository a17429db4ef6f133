// One SQLite file per collection. WAL with full syncs: what was acknowledged survives a power cut, and half a batch never shows.
import { DatabaseSync } from 'node:sqlite';
import { SearchError } from '../../lib/errors.ts';
import { CHECKSUMS, verifyChecksums } from './checksums.ts';
import { rebuildFormer } from './former-format.ts';
import { learn } from './learn.ts';
import { readSettings } from './settings.ts';

export const FORMAT_VERSION = 2;
/** "agse": tells an index from any other SQLite file. */
const APPLICATION_ID = 0x61677365;
const BUSY_TIMEOUT_MS = 2_000;

/** Vectors of the space that is to come, or of the former one that are to be taken away. */
const COMING = 'CREATE TABLE coming (key INTEGER PRIMARY KEY, vector BLOB NOT NULL)';

/**
 * `terms` is what the word index was given, so that it can be taken out of it again whatever later versions make of
 * the text. The words of the index are those terms as they are: the tokenizer only cuts them at spaces.
 */
export const SCHEMA = `
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE passages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL,
    is_context INTEGER NOT NULL,
    length INTEGER NOT NULL,
    parent_id TEXT,
    at INTEGER,
    attributes TEXT NOT NULL,
    heading TEXT NOT NULL,
    text TEXT NOT NULL,
    terms TEXT NOT NULL
  );
  CREATE INDEX passages_of_document ON passages (document_id, is_context, length);
  CREATE TABLE vectors (key INTEGER PRIMARY KEY, vector BLOB NOT NULL);
  CREATE TABLE removals (sequence INTEGER PRIMARY KEY AUTOINCREMENT, key INTEGER NOT NULL);
  ${COMING};
  ${CHECKSUMS};
  CREATE TABLE spaces (epoch INTEGER PRIMARY KEY, body BLOB NOT NULL);
  CREATE VIRTUAL TABLE words USING fts5 (
    terms, content = 'passages', content_rowid = 'key', columnsize = 0, tokenize = 'ascii'
  );
  INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
  CREATE VIRTUAL TABLE occurrences USING fts5vocab (words, instance);
  CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT_VERSION};
`;

/** Opens or makes the file and verifies it. */
export function openIndexFile(path: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    db.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON',
    );
    if (pragma(db, 'user_version') === 0 && pragma(db, 'schema_version') === 0) create(db);
    verify(db, path);
    return db;
  } catch (error) {
    db?.close();
    throw asSearchError(error, path);
  }
}

function create(db: DatabaseSync): void {
  db.exec(`BEGIN EXCLUSIVE; ${SCHEMA} COMMIT`);
}

function verify(db: DatabaseSync, path: string): void {
  const application = pragma(db, 'application_id');
  const version = pragma(db, 'user_version');
  const isKnown = version === FORMAT_VERSION || version === 1;
  if (application !== APPLICATION_ID || !isKnown) {
    throw new SearchError(
      'search_format_unsupported',
      `Cannot open index ${path}: format is ${application}/${version}, wanted ${APPLICATION_ID}/${FORMAT_VERSION}`,
    );
  }
  const verdict = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {})[0];
  if (verdict !== 'ok') throw damaged(path, String(verdict));
  if (version === 1) rebuildFormer(db, SCHEMA);
  addMissing(db);
  mend(db, path);
}

/** What files of former versions have not. */
function addMissing(db: DatabaseSync): void {
  const has = (sql: string) => db.prepare(sql).get() !== undefined;
  if (!has(`SELECT 1 FROM sqlite_schema WHERE name = 'coming'`)) db.exec(COMING);
  const columns = db.prepare(`SELECT name FROM pragma_table_info('checksums')`).all();
  if (columns.length > 0 && !columns.some(({ name }) => name === 'coming'))
    db.exec('ALTER TABLE checksums ADD COLUMN coming INTEGER');
}

/** What can be made from the stored texts is made anew; a text that is not what was written can't be. */
function mend(db: DatabaseSync, path: string): void {
  const verdict = verifyChecksums(db);
  if (verdict.kind === 'passage-damaged')
    throw damaged(path, `passage ${verdict.id} is not as it was written`);
  mendWords(db);
  if (verdict.kind === 'whole') return;
  if (readSettings(db).vectors === 'given') throw damaged(path, 'vectors are not as they were written');
  db.exec('BEGIN IMMEDIATE');
  learn(db);
  db.exec('COMMIT');
}

/** The word index is made of what the passages hold: one that does not agree with them is made anew. */
function mendWords(db: DatabaseSync): void {
  try {
    db.exec(`INSERT INTO words (words, rank) VALUES ('integrity-check', 1)`);
  } catch {
    db.exec(`INSERT INTO words (words) VALUES ('rebuild')`);
  }
}

const pragma = (db: DatabaseSync, name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];

function damaged(path: string, what: string, cause?: unknown): SearchError {
  return new SearchError(
    'search_collection_damaged',
    `Cannot read index ${path}: it is damaged: ${what}`,
    cause,
  );
}

const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

/** SQLite's own result codes; the low byte is the primary one. */
export function asSearchError(error: unknown, path: string): SearchError {
  if (error instanceof SearchError) return error;
  const { errcode, message } = error as { errcode?: number; message?: string };
  const primary = (errcode ?? 0) & 0xff;
  if (primary === SQLITE_CORRUPT || primary === SQLITE_NOTADB) return damaged(path, String(message), error);
  if (primary === SQLITE_BUSY)
    return new SearchError(
      'search_collection_locked',
      `Cannot open index ${path}: another process has it`,
      error,
    );
  return new SearchError('search_failed', `Cannot use index ${path}: ${message ?? error}`, error);
}
