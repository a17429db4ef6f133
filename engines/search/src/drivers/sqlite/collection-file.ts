import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { fuse } from '../../lib/fusion.ts';
import { type Passage, type StoredPassage, widthMismatch } from '../../lib/passage.ts';
import type { Hit, Query } from '../../lib/query.ts';
import { indexText } from '../../lib/terms.ts';
import { createVectorTable, type VectorTable } from '../../lib/vector-table.ts';
import { asSearchError, openIndexFile } from './index-file.ts';
import { rankKeywords, rankVectors, storedPassage } from './rank.ts';

/** Everything a collection can do, synchronously: it runs in the worker. */
export type CollectionFile = {
  upsert(passages: Passage[]): void;
  replaceDocument(documentId: string, passages: Passage[]): void;
  deleteDocument(documentId: string): number;
  get(ids: string[]): StoredPassage[];
  listDocument(documentId: string): StoredPassage[];
  count(): number;
  query(query: Query): Hit[];
  close(): void;
};

/** Each ranking is this much longer than the answer, so that fusion sees what the other list holds further down. */
const FUSION_DEPTH_FACTOR = 4;
const MIN_FUSION_DEPTH = 100;

export function openCollectionFile(path: string): CollectionFile {
  const db = openIndexFile(path);
  let vectors = loadVectors(db);

  const write = <T>(act: () => T): T => {
    db.exec('BEGIN IMMEDIATE');
    try {
      const result = act();
      db.exec('COMMIT');
      return result;
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      // The table may be ahead of what was rolled back.
      vectors = loadVectors(db);
      throw asSearchError(error, path);
    }
  };
  const remove = (condition: string, value: string): number => {
    const rows = all(db, `DELETE FROM passages WHERE ${condition} RETURNING key`, value);
    const forget = wordStatement(db, 'DELETE FROM words WHERE rowid = ?');
    for (const { key } of rows) {
      forget.run(Number(key));
      vectors?.remove(Number(key));
    }
    return rows.length;
  };
  const add = (passages: Passage[]): void => {
    const [first] = passages;
    if (!first) return;
    vectors ??= startVectors(db, first.vector.length);
    const table = vectors;
    const insert = db.prepare(
      'INSERT INTO passages (id, document_id, text, attributes, vector) VALUES (?, ?, ?, ?, ?)',
    );
    const index = wordStatement(db, 'INSERT INTO words (rowid, terms) VALUES (?, ?)');
    for (const { id, documentId, text, attributes, vector } of passages) {
      remove('id = ?', id);
      const { lastInsertRowid } = insert.run(
        id,
        documentId,
        text,
        JSON.stringify(attributes ?? {}),
        toBlob(vector),
      );
      index.run(lastInsertRowid, indexText(text));
      table.put(Number(lastInsertRowid), documentId, vector);
    }
  };

  return {
    upsert: (passages) => write(() => add(passages)),
    replaceDocument: (documentId, passages) =>
      write(() => {
        remove('document_id = ?', documentId);
        add(passages);
      }),
    deleteDocument: (documentId) => write(() => remove('document_id = ?', documentId)),
    get(ids) {
      const found = new Map(
        all(
          db,
          `SELECT * FROM passages WHERE id IN (SELECT value FROM json_each(?))`,
          JSON.stringify(ids),
        ).map((row) => [row.id, storedPassage(row)]),
      );
      return ids.flatMap((id) => found.get(id) ?? []);
    },
    listDocument: (documentId) =>
      all(db, 'SELECT * FROM passages WHERE document_id = ? ORDER BY key', documentId).map(storedPassage),
    count: () => Number(db.prepare('SELECT count(*) count FROM passages').get()?.count),
    query: (query) => answer(db, vectors, query),
    close: () => db.close(),
  };
}

function answer(db: DatabaseSync, vectors: VectorTable | undefined, query: Query): Hit[] {
  const { mode, limit, weights } = query;
  const depth = mode === 'hybrid' ? Math.max(MIN_FUSION_DEPTH, limit * FUSION_DEPTH_FACTOR) : limit;
  const keyword = mode === 'vector' ? [] : rankKeywords(db, query, depth);
  const vector = mode === 'keyword' ? [] : rankVectors(vectors, query, depth);
  const ranked = fuse(keyword, vector, mode === 'hybrid' ? weights : {});
  const find = db.prepare('SELECT * FROM passages WHERE key = ?');
  const hits = ranked.slice(0, limit).map(({ key, score, scores }): Hit => {
    const shown = mode === 'hybrid' ? score : (scores[mode] ?? score);
    return { ...storedPassage(find.get(key) ?? {}), score: shown, scores };
  });
  return hits.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
}

const all = (db: DatabaseSync, sql: string, ...values: SQLInputValue[]) => db.prepare(sql).all(...values);

/** FTS5 leaves row ids of its own tables as the last one inserted, and they are beyond what a number can hold. */
function wordStatement(db: DatabaseSync, sql: string): StatementSync {
  const statement = db.prepare(sql);
  statement.setReadBigInts(true);
  return statement;
}

const toBlob = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** The width is fixed by the first passage and kept even when the last one goes. */
function startVectors(db: DatabaseSync, width: number): VectorTable {
  db.prepare(`INSERT INTO settings (name, value) VALUES ('width', ?)`).run(String(width));
  return createVectorTable(width);
}

function loadVectors(db: DatabaseSync): VectorTable | undefined {
  const width = db.prepare(`SELECT value FROM settings WHERE name = 'width'`).get()?.value;
  if (width === undefined) return undefined;
  const table = createVectorTable(Number(width));
  for (const row of db.prepare('SELECT key, document_id, vector FROM passages').iterate()) {
    const bytes = Uint8Array.from(row.vector as Uint8Array);
    if (bytes.byteLength !== 4 * Number(width)) throw widthMismatch(bytes.byteLength / 4, Number(width));
    table.put(Number(row.key), String(row.document_id), new Float32Array(bytes.buffer));
  }
  return table;
}
