// The rows of a passage in all tables of a collection. Runs inside the caller's transaction.
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Language } from '../../lib/language.ts';
import { embedLearned, LEARNED_WIDTH, type ReadText, relocated } from '../../lib/learned-embedder.ts';
import { type Passage, widthMismatch } from '../../lib/passage.ts';
import { indexTerms } from '../../lib/terms.ts';
import { sumOfPassage, sumOfVector } from './checksums.ts';
import { keepComing } from './move.ts';
import { prepared } from './prepared.ts';
import { addLanguages, readSettings, writeSetting } from './settings.ts';
import { currentSpace, spaceAt } from './spaces.ts';
import { toBlob } from './vector-blob.ts';

export const lastRemovalOf = (db: DatabaseSync) =>
  Number(prepared(db, 'SELECT max(sequence) last FROM removals').get()?.last ?? 0);

const GONE = 'RETURNING key, is_context, terms';

/** Answers how many passages it had. */
export function removeDocument(db: DatabaseSync, documentId: string): number {
  const rows = prepared(db, `DELETE FROM passages WHERE document_id = ? ${GONE}`).all(documentId);
  return forget(db, rows);
}

export function removePassage(db: DatabaseSync, id: string): void {
  forget(db, prepared(db, `DELETE FROM passages WHERE id = ? ${GONE}`).all(id));
}

function forget(db: DatabaseSync, rows: readonly Record<string, SQLOutputValue>[]): number {
  if (rows.length === 0) return 0;
  const words = wordStatement(db, `INSERT INTO words (words, rowid, terms) VALUES ('delete', ?, ?)`);
  for (const { key = null, is_context, terms = null } of rows) {
    prepared(db, 'DELETE FROM checksums WHERE key = ?').run(key);
    prepared(db, 'INSERT INTO removals (key) VALUES (?)').run(key);
    if (is_context) continue;
    words.run(key, terms);
    prepared(db, 'DELETE FROM vectors WHERE key = ?').run(key);
    prepared(db, 'DELETE FROM coming WHERE key = ?').run(key);
  }
  return rows.length;
}

const INSERT = `
  INSERT INTO passages (id, document_id, is_context, length, parent_id, at, attributes, heading, text, terms)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const NO_TERMS = { terms: [], length: 0, language: undefined, tokens: [] };

export function addPassages(db: DatabaseSync, passages: readonly Passage[]): void {
  const embed = embedder(db, passages);
  const embedNext = nextEmbedder(db);
  const index = wordStatement(db, 'INSERT INTO words (rowid, terms) VALUES (?, ?)');
  const languages = new Set<Language>();
  for (const passage of passages) {
    const { id, documentId, text, heading = '', attributes, parentId = null, at = null } = passage;
    const isContext = passage.role === 'context';
    const read = isContext ? NO_TERMS : indexTerms(text, heading);
    const line = read.terms.join(' ');
    const row = [
      ...[id, documentId, Number(isContext), read.length, parentId, at],
      ...[JSON.stringify(attributes ?? {}), heading, text, line],
    ];
    const { lastInsertRowid: key } = prepared(db, INSERT).run(...row);
    const vector = isContext ? null : embed(passage, read);
    const blob = vector && toBlob(vector);
    prepared(db, 'INSERT INTO checksums (key, passage, vector) VALUES (?, ?, ?)').run(
      key,
      sumOfPassage(row),
      sumOfVector(blob),
    );
    if (vector === null) continue;
    index.run(key, line);
    prepared(db, 'INSERT INTO vectors (key, vector) VALUES (?, ?)').run(key, blob);
    if (embedNext) keepComing(db, key, embedNext(vector, read.terms));
    if (read.language) languages.add(read.language);
  }
  addLanguages(db, [...languages]);
}

/** Vectors that come along are taken in a collection of given ones, and in no other. */
function embedder(
  db: DatabaseSync,
  passages: readonly Passage[],
): (passage: Passage, read: ReadText) => Float32Array {
  const settings = readSettings(db);
  const first = passages.find(({ role }) => role !== 'context');
  if (settings.vectors === 'learned') {
    if (first?.vector) throw widthMismatch(first.vector.length, LEARNED_WIDTH);
    const space = currentSpace(db);
    return (_, read) => embedLearned(space, read, 'passage');
  }
  const width = settings.width ?? first?.vector?.length;
  if (first && settings.width === undefined && width) writeSetting(db, 'width', width);
  return ({ vector }) => {
    if (vector && vector.length === width) return vector;
    throw widthMismatch(vector?.length ?? 0, width ?? 1);
  };
}

/** While vectors move into another space, each new passage has one in both. */
function nextEmbedder(db: DatabaseSync) {
  const { coming } = readSettings(db);
  if (!coming) return undefined;
  const space = spaceAt(db, coming.epoch);
  return (vector: Float32Array, terms: readonly string[]) => relocated(space, vector.slice(), terms);
}

/** FTS5 leaves row ids of its own tables as the last one inserted, and they are beyond what a number can hold. */
function wordStatement(db: DatabaseSync, sql: string): StatementSync {
  const statement = prepared(db, sql);
  statement.setReadBigInts(true);
  return statement;
}
