// One SQLite file per collection. WAL with full syncs: what was acknowledged survives a power cut, and half a batch never shows.
import { DatabaseSync } from 'node:sqlite';
import { SearchError } from '../../lib/errors.ts';

export const FORMAT_VERSION = 1;
/** "agse": tells an index from any other SQLite file. */
const APPLICATION_ID = 0x61677365;
const BUSY_TIMEOUT_MS = 2_000;

const SCHEMA = `
  CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE passages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    document_id TEXT NOT NULL,
    text TEXT NOT NULL,
    attributes TEXT NOT NULL,
    vector BLOB NOT NULL
  );
  CREATE INDEX passages_of_document ON passages (document_id);
  CREATE VIRTUAL TABLE words USING fts5 (
    terms, content = '', contentless_delete = 1,
    tokenize = "porter unicode61 remove_diacritics 2 categories 'L* N* Co Mc Mn'"
  );
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT_VERSION};
`;

/** Opens or makes the file and verifies it. Only one process may have it open: the vectors live in that one's memory. */
export function openIndexFile(path: string): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
    db.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF',
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
  if (application !== APPLICATION_ID || version !== FORMAT_VERSION) {
    throw new SearchError(
      'search_format_unsupported',
      `Cannot open index ${path}: format is ${application}/${version}, wanted ${APPLICATION_ID}/${FORMAT_VERSION}`,
    );
  }
  const verdict = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {})[0];
  if (verdict !== 'ok') throw damaged(path, String(verdict));
  const { passages, words } =
    db
      .prepare('SELECT (SELECT count(*) FROM passages) passages, (SELECT count(*) FROM words_docsize) words')
      .get() ?? {};
  if (passages !== words) throw damaged(path, `${passages} passages, ${words} of them in the word index`);
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
