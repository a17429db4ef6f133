import type { Passage, StoredPassage } from '../../lib/passage.ts';
import type { Filter, Hit, Query } from '../../lib/query.ts';
import type { CollectionOptions } from '../../lib/search.ts';
import { answer, storedPassage } from './answer.ts';
import { openIndexFile } from './index-file.ts';
import { admissionOf, createView } from './view.ts';
import { createWriter } from './writer.ts';

/** Everything a collection can do, synchronously: it runs in the worker. */
export type CollectionFile = {
  prepare(options: CollectionOptions): void;
  upsert(passages: Passage[]): void;
  replaceDocument(documentId: string, passages: Passage[]): void;
  deleteDocument(documentId: string): number;
  get(ids: string[]): StoredPassage[];
  listDocument(documentId: string): StoredPassage[];
  count(filter?: Filter): number;
  query(query: Query): Hit[];
  close(): void;
};

export function openCollectionFile(path: string): CollectionFile {
  const db = openIndexFile(path);
  const writer = createWriter(db, path);
  const view = createView(db);
  return {
    ...writer,
    get(ids) {
      const rows = db
        .prepare('SELECT * FROM passages WHERE id IN (SELECT value FROM json_each(?))')
        .all(JSON.stringify(ids));
      const found = new Map(rows.map((row) => [row.id, storedPassage(row)]));
      return ids.flatMap((id) => found.get(id) ?? []);
    },
    listDocument: (documentId) =>
      db
        .prepare('SELECT * FROM passages WHERE document_id = ? ORDER BY key')
        .all(documentId)
        .map(storedPassage),
    count(filter) {
      if (!filter) return Number(db.prepare('SELECT count(*) count FROM passages').get()?.count);
      return admissionOf(view.current(), filter).size;
    },
    query: (query) => answer(view.current(), query),
    close: () => db.close(),
  };
}
