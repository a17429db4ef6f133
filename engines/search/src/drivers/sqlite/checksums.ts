// A sum over what each passage holds and over its vector, written with them and verified when the file is opened:
// SQLite sees that its own structure is sound, and not that a letter has become another.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { crc32 } from 'node:zlib';

/** `coming` is of the vector in the next space, while vectors move there. */
export const CHECKSUMS =
  'CREATE TABLE checksums (key INTEGER PRIMARY KEY, passage INTEGER NOT NULL, vector INTEGER NOT NULL, coming INTEGER)';
const ROWS = `
  SELECT passages.*, vectors.vector, checksums.passage passage_sum, checksums.vector vector_sum
  FROM passages LEFT JOIN vectors USING (key) LEFT JOIN checksums USING (key)`;

export type Verdict =
  | { kind: 'whole' }
  | { kind: 'vectors-damaged' }
  | { kind: 'passage-damaged'; id: string };

type Row = Record<string, SQLOutputValue>;

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
    db.exec(`BEGIN IMMEDIATE; ${CHECKSUMS}`);
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

function passageSum(row: Row): number {
  return sumOfPassage(SUMMED.map((name) => row[name] ?? null));
}

const SUMMED = [
  ...['id', 'document_id', 'is_context', 'length', 'parent_id', 'at'],
  ...['attributes', 'heading', 'text', 'terms'],
];

const vectorSum = ({ vector }: Row): number => sumOfVector(vector as Uint8Array | null);

/** Of the columns of a passage, in the order in which the table has them behind the key. */
export const sumOfPassage = (columns: readonly SQLOutputValue[]): number => crc32(columns.join('\0'));

export const sumOfVector = (vector: Uint8Array | null): number => (vector === null ? 0 : crc32(vector));
