// Vectors that were paid for, with the document that they belong to: they go when it goes.
import { createHash } from 'node:crypto';
import { type Database, insertAllIgnore } from '../../db/index.ts';

/** Rows that one query names. */
const AT_ONCE = 200;
/** Rows that one statement writes: some megabyte of the widest vectors. */
const SAVED_AT_ONCE = 50;

export interface Place {
  documentId: string;
  modelHash: string;
}

export const textHash = (text: string): string => createHash('sha256').update(text).digest('hex');

export async function findKept(
  db: Database,
  { documentId, modelHash }: Place,
  hashes: readonly string[],
): Promise<Map<string, Float32Array>> {
  const found = new Map<string, Float32Array>();
  for (let at = 0; at < hashes.length; at += AT_ONCE) {
    const rows = await db
      .selectFrom('knowledge_embeddings')
      .select(['text_hash', 'vector'])
      .where('document_id', '=', documentId)
      .where('model_hash', '=', modelHash)
      .where('text_hash', 'in', hashes.slice(at, at + AT_ONCE))
      .execute();
    for (const { text_hash, vector } of rows) found.set(text_hash, floatsOf(vector));
  }
  return found;
}

/** Written as they come, so that what was paid for survives a crash. Nothing for a document that is gone. */
export async function keepVectors(
  db: Database,
  { documentId, modelHash }: Place,
  made: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  const known = await db
    .selectFrom('knowledge_documents')
    .select('id')
    .where('id', '=', documentId)
    .executeTakeFirst();
  if (!known) return;
  const rows = Array.from(made, ([text_hash, vector]) => ({
    ...{ document_id: documentId, model_hash: modelHash, text_hash },
    vector: Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64'),
  }));
  for (let at = 0; at < rows.length; at += SAVED_AT_ONCE)
    await insertAllIgnore(db, 'knowledge_embeddings', rows.slice(at, at + SAVED_AT_ONCE));
}

/** Takes away what neither of the models has made of the texts that the document has now. */
export async function forgetOthers(
  db: Database,
  documentId: string,
  modelHashes: readonly string[],
  hashes: ReadonlySet<string>,
): Promise<void> {
  const rows = await db
    .selectFrom('knowledge_embeddings')
    .select(['model_hash', 'text_hash'])
    .where('document_id', '=', documentId)
    .execute();
  const needless = rows.filter(
    ({ model_hash, text_hash }) => !modelHashes.includes(model_hash) || !hashes.has(text_hash),
  );
  for (const [model_hash, some] of Map.groupBy(needless, ({ model_hash }) => model_hash))
    for (let at = 0; at < some.length; at += AT_ONCE)
      await db
        .deleteFrom('knowledge_embeddings')
        .where('document_id', '=', documentId)
        .where('model_hash', '=', model_hash)
        .where(
          'text_hash',
          'in',
          some.slice(at, at + AT_ONCE).map(({ text_hash }) => text_hash),
        )
        .execute();
}

function floatsOf(text: string): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);
}
