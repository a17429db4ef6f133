// Edits of passages are rows of a version: whenever that version is read again they are applied again, and they go with it.
import type { Database } from '../db/index.ts';
import type { PassageEdit } from './apply-edits.ts';

export interface EditRow extends PassageEdit {
  createdBy: string;
  createdAt: number;
}

export async function editsOf(db: Database, documentId: string, version: number): Promise<EditRow[]> {
  const rows = await db
    .selectFrom('knowledge_passage_edits')
    .selectAll()
    .where('document_id', '=', documentId)
    .where('version', '=', version)
    .orderBy('first')
    .execute();
  return rows.map(({ first, last, parsed, passages, created_by, created_at }) => ({
    first,
    last,
    parsed: JSON.parse(parsed),
    passages: JSON.parse(passages),
    revision: created_at.toString(36),
    createdBy: created_by,
    createdAt: created_at,
  }));
}
