// A sum over what each passage holds and over its vector, written with them and verified when the file is opened:
// SQLite sees that its own structure is sound, and not that a letter has become another.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { crc32 } from 'node:zlib';

const TABLE =
  'CREATE TABLE IF NOT EXISTS checksums (key INTEGER PRIMARY KEY, passage INTEGER NOT NULL, vector INTEGER NOT NULL)';
const ROWS = `
  SELECT passages.*, vectors.vector, checksums.passage passage_sum, checksums.vector vector_sum
  FROM passages LEFT JOIN vectors USING (key) LEFT JOIN checksums USING (key)`;

export type Verdict =
  | { kind: 'whole' }
  | { kind: 'vectors-damaged' }
  | { kind: 'passage-damaged'; id: string };

type Row = Record<string, SQLOutputValue>;

export function writeChecksums(db: DatabaseSync, keys: Iterable<number | bigint>): void {
  const read = db.prepare(`${ROWS} WHERE passages.key = ?`);
  const keep = db.prepare('INSERT OR REPLACE INTO checksums (key, passage, vector) VALUES (?, ?, ?)');
  for (const key of keys) {
    const row = read.get(key);
    if (row) keep.run(key, passageSum(row), vectorSum(row));
  }
}

/** The vectors of all passages were made anew. */
export function rewriteChecksums(db: DatabaseSync): void {
  db.exec('DELETE FROM checksums');
  const keep = db.prepare('INSERT INTO checksums (key, passage, vector) VALUES (?, ?, ?)');
  for (const row of db.prepare(ROWS).iterate()) keep.run(row.key ?? null, passageSum(row), vectorSum(row));
}

/** Files that were written before there were sums get them. */
export function verifyChecksums(db: DatabaseSync): Verdict {
  const isNew = !db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'checksums'`).get();
  if (isNew) {
    db.exec(`BEGIN IMMEDIATE; ${TABLE}`);
    rewriteChecksums(db);
    db.exec('COMMIT');
  }
  let verdict: Verdict = { kind: 'whole' };
  for (const row of db.prepare(ROWS).iterate()) {
    if (row.passage_sum !== passageSum(row)) return { kind: 'passage-damaged', id: String(row.id) };
    if (row.vector_sum !== vectorSum(row)) verdict = { kind: 'vectors-damaged' };
  }
  return verdict;
}

function passageSum({
  id,
  document_id,
  is_context,
  length,
  parent_id,
  at,
  attributes,
  heading,
  text,
  terms,
}: Row): number {
  return crc32(
    [id, document_id, is_context, length, parent_id, at, attributes, heading, text, terms].join('\0'),
  );
}

const vectorSum = ({ vector }: Row): number => (vector === null ? 0 : crc32(vector as Uint8Array));
