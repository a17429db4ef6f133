// Everything that changes a collection, each act in a transaction of its own.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { SearchError } from '../../lib/errors.ts';
import type { Language } from '../../lib/language.ts';
import type { LatentSpace } from '../../lib/latent.ts';
import { LEARNED_WIDTH } from '../../lib/learned-embedder.ts';
import { type Passage, widthMismatch } from '../../lib/passage.ts';
import type { CollectionOptions } from '../../lib/search.ts';
import { indexTerms } from '../../lib/terms.ts';
import { MIN_GRAPH, maxBeside } from './build-graph.ts';
import { writeChecksums } from './checksums.ts';
import { type GraphMeta, isOf } from './graph.ts';
import { asSearchError } from './index-file.ts';
import { currentSpace, embedPassage, isLearningDue, learn, turnIntoLearned } from './learn.ts';
import { addLanguages, readSettings, writeSetting } from './settings.ts';

/** Passages of a collection whose word index is written anew with each removal; larger ones are when it is quiet. */
const MAX_WIPED_AT_ONCE = 2_000;

export type Writer = {
  /** Makes a new collection what the options say; an old one keeps what it is, but for what can be made anew. */
  prepare(options: CollectionOptions): void;
  upsert(passages: Passage[]): void;
  replaceDocument(documentId: string, passages: Passage[]): void;
  /** Each whole or not at all, and all that are whole in one transaction. Answers what hindered each. */
  replaceDocuments(documents: readonly (readonly [documentId: string, passages: Passage[]])[]): unknown[];
  deleteDocument(documentId: string): number;
  /** Whether the graph lags so far behind that another is worth its making. */
  isGraphDue(): boolean;
  graph(): GraphMeta | undefined;
  setGraph(graph: GraphMeta | undefined): void;
  /** Whether pages of the word index may still have words that were removed. */
  isWipingDue(): boolean;
  wipe(): void;
  /** Gives back the room of what was deleted. */
  shrink(): void;
};

export function createWriter(db: DatabaseSync, path: string): Writer {
  const write = <T>(act: () => T): T => {
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = act();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw asSearchError(error, path);
    }
  };
  const change = <T>(act: () => T): T => {
    const lastRemoval = removalsOf(db);
    const result = write(() => {
      const done = act();
      if (isLearningDue(db)) learn(db, 'grown');
      return done;
    });
    if (removalsOf(db) !== lastRemoval) {
      if (isSmall(db)) wipeWords(db);
      emptyLog(db);
    }
    return result;
  };

  const replace = (documentId: string, passages: Passage[]) => {
    remove(db, 'document_id = ?', documentId);
    for (const { id } of passages) remove(db, 'id = ?', id);
    add(db, passages);
  };

  return {
    prepare: (options) => write(() => settle(db, options)),
    upsert: (passages) =>
      change(() => {
        for (const { id } of passages) remove(db, 'id = ?', id);
        add(db, passages);
      }),
    replaceDocument: (documentId, passages) => change(() => replace(documentId, passages)),
    replaceDocuments(documents) {
      try {
        return change(() => documents.map(([id, passages]) => alone(db, path, () => replace(id, passages))));
      } catch (error) {
        return documents.map(() => error);
      }
    },
    deleteDocument: (documentId) => change(() => remove(db, 'document_id = ?', documentId)),
    isGraphDue: () => isGraphDue(db),
    graph: () => readSettings(db).graph,
    setGraph: (graph) =>
      write(() => {
        if (graph) writeSetting(db, 'graph', JSON.stringify(graph));
        else db.exec(`DELETE FROM settings WHERE name = 'graph'`);
      }),
    isWipingDue: () => isWipingDue(db),
    wipe() {
      wipeWords(db);
      emptyLog(db);
    },
    shrink() {
      wipeWords(db);
      db.exec('VACUUM');
      emptyLog(db);
    },
  };
}

/** One act of several in a transaction: what it began is undone if it fails, the others stay. */
function alone(db: DatabaseSync, path: string, act: () => void): unknown {
  db.exec('SAVEPOINT alone');
  try {
    act();
    db.exec('RELEASE alone');
    return undefined;
  } catch (error) {
    db.exec('ROLLBACK TO alone; RELEASE alone');
    return asSearchError(error, path);
  }
}

const removalsOf = (db: DatabaseSync) =>
  Number(db.prepare('SELECT max(sequence) last FROM removals').get()?.last ?? 0);

const isSmall = (db: DatabaseSync) =>
  Number(db.prepare('SELECT count(*) count FROM passages').get()?.count) <= MAX_WIPED_AT_ONCE;

const isWipingDue = (db: DatabaseSync) => removalsOf(db) > readSettings(db).wipedUntil;

/**
 * FTS5 takes removed words out of its pages at once (secure-delete), and still one in fifty stays readable where it
 * was the last of a page. Writing the word index anew leaves none.
 */
function wipeWords(db: DatabaseSync): void {
  const until = removalsOf(db);
  db.exec(`BEGIN IMMEDIATE; INSERT INTO words (words) VALUES ('optimize')`);
  writeSetting(db, 'wipedUntil', until);
  db.exec('COMMIT');
}

/** How long readers that are in the middle of something are waited for: a query, or loading vectors at the start. */
const LOG_WAIT_MS = 2_000;

/** The log still has what was removed; a reader that takes longer keeps it so until the next time. */
function emptyLog(db: DatabaseSync): void {
  db.exec(`PRAGMA busy_timeout = ${LOG_WAIT_MS}; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA busy_timeout = 0`);
}

function settle(db: DatabaseSync, { vectors, metric }: CollectionOptions): void {
  const settings = readSettings(db);
  if (vectors === 'learned' && settings.vectors === 'given') {
    turnIntoLearned(db);
    return;
  }
  if (settings.width === undefined && metric) writeSetting(db, 'metric', metric);
  if (vectors !== 'given' || settings.vectors === 'given') return;
  throw new SearchError(
    'search_vectors_learned',
    'Cannot open collection with given vectors: it learns its own; open it with vectors "learned"',
  );
}

/** Keys only rise, so that the distance between them is at least the number of vectors there. */
function isGraphDue(db: DatabaseSync): boolean {
  const { graph, epoch } = readSettings(db);
  const lastKey = Number(db.prepare('SELECT max(key) key FROM vectors').get()?.key ?? 0);
  if (graph && isOf(graph, epoch)) {
    const lastRemoval = removalsOf(db);
    return (
      lastKey - graph.lastKey > maxBeside(graph.count) ||
      lastRemoval - graph.lastRemoval > maxBeside(graph.count)
    );
  }
  return (
    lastKey >= MIN_GRAPH &&
    Number(db.prepare('SELECT count(*) count FROM passages').get()?.count) >= MIN_GRAPH
  );
}

function remove(db: DatabaseSync, condition: string, value: string): number {
  const rows = all(db, `DELETE FROM passages WHERE ${condition} RETURNING key, is_context, terms`, value);
  const forget = wordStatement(db, `INSERT INTO words (words, rowid, terms) VALUES ('delete', ?, ?)`);
  const drop = db.prepare('DELETE FROM vectors WHERE key = ?');
  const unsum = db.prepare('DELETE FROM checksums WHERE key = ?');
  const tell = db.prepare('INSERT INTO removals (key) VALUES (?)');
  for (const { key = null, is_context, terms = null } of rows) {
    unsum.run(key);
    tell.run(key);
    if (is_context) continue;
    forget.run(key, terms);
    drop.run(key);
  }
  return rows.length;
}

function add(db: DatabaseSync, passages: readonly Passage[]): void {
  const embed = embedder(db, passages);
  const insert = db.prepare(
    `INSERT INTO passages (id, document_id, is_context, length, parent_id, at, attributes, heading, text, terms)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const index = wordStatement(db, 'INSERT INTO words (rowid, terms) VALUES (?, ?)');
  const keep = db.prepare('INSERT INTO vectors (key, vector) VALUES (?, ?)');
  const languages = new Set<Language>();
  const keys: (number | bigint)[] = [];
  for (const passage of passages) {
    const { id, documentId, text, heading = '', attributes, parentId = null, at = null } = passage;
    const isContext = passage.role === 'context';
    const { terms, length, language } = isContext
      ? { terms: [], length: 0, language: undefined }
      : indexTerms(text, heading);
    const line = terms.join(' ');
    const { lastInsertRowid } = insert.run(
      id,
      documentId,
      Number(isContext),
      length,
      parentId,
      at,
      JSON.stringify(attributes ?? {}),
      heading,
      text,
      line,
    );
    keys.push(lastInsertRowid);
    if (isContext) continue;
    index.run(lastInsertRowid, line);
    keep.run(lastInsertRowid, toBlob(embed(passage, terms)));
    if (language) languages.add(language);
  }
  writeChecksums(db, keys);
  addLanguages(db, [...languages]);
}

/** Vectors that come along are taken in a collection of given ones, and in no other. */
function embedder(
  db: DatabaseSync,
  passages: readonly Passage[],
): (passage: Passage, terms: readonly string[]) => Float32Array {
  const settings = readSettings(db);
  const first = passages.find(({ role }) => role !== 'context');
  if (settings.vectors === 'learned') {
    if (first?.vector) throw widthMismatch(first.vector.length, LEARNED_WIDTH);
    const space: LatentSpace | undefined = currentSpace(db);
    return ({ heading = '', text }, terms) => embedPassage(space, heading, text, terms);
  }
  const width = settings.width ?? first?.vector?.length;
  if (first && settings.width === undefined && width) writeSetting(db, 'width', width);
  return ({ vector }) => {
    if (vector && vector.length === width) return vector;
    throw widthMismatch(vector?.length ?? 0, width ?? 1);
  };
}

const all = (db: DatabaseSync, sql: string, ...values: SQLInputValue[]) => db.prepare(sql).all(...values);

/** FTS5 leaves row ids of its own tables as the last one inserted, and they are beyond what a number can hold. */
function wordStatement(db: DatabaseSync, sql: string): StatementSync {
  const statement = db.prepare(sql);
  statement.setReadBigInts(true);
  return statement;
}

const toBlob = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
