// Everything that is asked of a collection, over one connection.
import { DatabaseSync } from 'node:sqlite';
import type { StoredPassage } from '../../lib/passage.ts';
import type { Filter, Hit, Query } from '../../lib/query.ts';
import type { Neighbour } from '../../lib/search.ts';
import { answer, storedPassage } from './answer.ts';
import { nearest } from './nearest.ts';
import type { Resident } from './resident.ts';
import { admissionOf, createView } from './view.ts';

export type Reader = {
  get(ids: string[]): StoredPassage[];
  listDocument(documentId: string): StoredPassage[];
  count(filter?: Filter): number;
  query(query: Query): Hit[];
  nearest(vectors: Float32Array[], limit: number, filter?: Filter): Neighbour[][];
  /** Copies of vectors in memory; used as long as the graph is there that they belong to. */
  share(resident: Resident): void;
};

const BUSY_TIMEOUT_MS = 2_000;
const CACHE_KIB = 32 * 1024;
/** Pages of the file as the system has them: vectors that are compared again are not read and copied first. */
const MAPPED_BYTES = 2 ** 31;

export function createReader(db: DatabaseSync, path: string, writes: boolean): Reader {
  const view = createView(db, path, writes);
  return {
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
      return view.read((current) => admissionOf(current, filter).size);
    },
    share: view.share,
    query: (query) => view.read((current) => answer(current, query)),
    nearest: (vectors, limit, filter = {}) =>
      view.read((current) => nearest(current, vectors, limit, filter)),
  };
}

/** Of a file that a writer has open: it was verified there. */
export function openReader(path: string): Reader & { close(): void } {
  const db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  db.exec(
    `PRAGMA trusted_schema = OFF; PRAGMA cache_size = -${CACHE_KIB}; PRAGMA mmap_size = ${MAPPED_BYTES}`,
  );
  return { ...createReader(db, path, false), close: () => db.close() };
}
