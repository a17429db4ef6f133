import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Ranked } from '../../lib/fusion.ts';
import type { StoredPassage } from '../../lib/passage.ts';
import type { Query } from '../../lib/query.ts';
import { queryTerms } from '../../lib/terms.ts';
import type { VectorTable } from '../../lib/vector-table.ts';

const MATCHES = `SELECT words.rowid key, -bm25(words) score FROM words`;
/** The filter is a join, so a passage that it leaves out is never scored. */
const OF_DOCUMENTS = `JOIN passages ON passages.key = words.rowid AND passages.document_id IN (SELECT value FROM json_each(?))`;
const BEST = `WHERE words MATCH ? ORDER BY score DESC, key LIMIT ?`;

/** BM25 as FTS5 has it (k1 = 1.2, b = 0.75), larger is better. */
export function rankKeywords(db: DatabaseSync, { text, documentIds }: Query, limit: number): Ranked[] {
  const terms = queryTerms(text ?? '');
  if (terms.length === 0) return [];
  // Terms hold only letters and digits: inside quotes there is nothing left that could be syntax.
  const match = terms.map((term) => `"${term}"`).join(' OR ');
  const rows = documentIds
    ? db.prepare(`${MATCHES} ${OF_DOCUMENTS} ${BEST}`).all(JSON.stringify(documentIds), match, limit)
    : db.prepare(`${MATCHES} ${BEST}`).all(match, limit);
  return rows.map(({ key, score }) => ({ key: Number(key), score: Number(score) }));
}

export function rankVectors(
  vectors: VectorTable | undefined,
  { vector, documentIds }: Query,
  limit: number,
): Ranked[] {
  if (!vectors || !vector) return [];
  return vectors.nearest(vector, limit, documentIds && new Set(documentIds));
}

export function storedPassage(row: Record<string, SQLOutputValue>): StoredPassage {
  return {
    id: String(row.id),
    documentId: String(row.document_id),
    text: String(row.text),
    attributes: JSON.parse(String(row.attributes)),
  };
}
