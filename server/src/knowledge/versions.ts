// What became of the contents of a document, one row each. The document's own row shows the one that search finds.
import type { Database } from '../db/index.ts';
import type { FileStore } from '../files/index.ts';
import type { VersionView } from './contract.ts';
import { knowledgeErrors } from './errors.ts';
import type { DocumentRow } from './queries.ts';

/** Versions of one document that are kept, the one that is shown included. */
export const MAX_KEPT_VERSIONS = 10;

export function findVersion(db: Database, documentId: string, number: number) {
  return db
    .selectFrom('knowledge_versions')
    .selectAll()
    .where('document_id', '=', documentId)
    .where('number', '=', number)
    .executeTakeFirst();
}

export type VersionRow = NonNullable<Awaited<ReturnType<typeof findVersion>>>;

/** Newest first. */
export function pageOfVersions(
  db: Database,
  documentId: string,
  below: number | undefined,
  limit: number,
): Promise<VersionRow[]> {
  const query = db.selectFrom('knowledge_versions').selectAll().where('document_id', '=', documentId);
  const paged = below === undefined ? query : query.where('number', '<', below);
  return paged.orderBy('number', 'desc').limit(limit).execute();
}

export function presentVersion(row: VersionRow, document: DocumentRow): VersionView {
  const error = row.error_code ? { code: row.error_code, message: row.error_message ?? '' } : null;
  return {
    number: row.number,
    name: row.name,
    fileId: row.file_id,
    size: row.size,
    sha256: row.sha256,
    state: row.state as VersionView['state'],
    error,
    passages: row.passages,
    runId: row.run_id,
    isShown: row.number === document.version,
    restoredFrom: row.restored_from,
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}

/** What the document's row shows of a version. */
export function shownOf(version: VersionRow) {
  const { number, file_id, name, media_type, size, state, passages, created_at } = version;
  const { error_code, error_message, run_id } = version;
  const facts = { version: number, updated_at: created_at, file_id, name, media_type, size, passages };
  return { ...facts, state, error_code, error_message, run_id };
}

export interface Outcome {
  state: 'ready' | 'failed';
  passages: number;
  error_code: string | null;
  error_message: string | null;
}

export const failedWith = ({ code, message }: { code: string; message: string }): Outcome => ({
  ...{ state: 'failed', passages: 0 },
  ...{ error_code: code, error_message: message },
});

export const readyWith = (passages: number): Outcome => ({
  ...{ state: 'ready', passages },
  ...{ error_code: null, error_message: null },
});

/**
 * Writes down how the ingestion of a version ended, and lets the document show it: one that is ready from now on, one
 * that failed only where nothing else is shown. `runId` is the ingestion's. Answers the document; undefined if it was deleted meanwhile.
 */
export async function endVersion(
  tx: Database,
  documentId: string,
  number: number,
  outcome: Outcome,
  runId: string | null,
): Promise<DocumentRow | undefined> {
  const change = tx
    .updateTable('knowledge_versions')
    .set(outcome)
    .where('document_id', '=', documentId)
    .where('number', '=', number);
  // What another run has taken up is its matter, and why a version is no longer wanted is said already.
  const isOwn = change.where('state', '=', 'pending').where('run_id', runId === null ? 'is' : '=', runId);
  await (outcome.state === 'ready' ? change : isOwn).execute();
  const document = await tx
    .selectFrom('knowledge_documents')
    .selectAll()
    .where('id', '=', documentId)
    .executeTakeFirst();
  const version = await findVersion(tx, documentId, number);
  if (!document || !version) return undefined;
  const shown = changeOf(document, version);
  if (!shown) return document;
  await tx.updateTable('knowledge_documents').set(shown).where('id', '=', documentId).execute();
  return { ...document, ...shown };
}

function changeOf(document: DocumentRow, version: VersionRow): Partial<DocumentRow> | undefined {
  const isLatest = version.number === document.latest;
  if (version.state === 'ready') {
    if (version.number < document.version && document.state === 'ready') return undefined;
    // What a newer version has come to is told as before.
    if (!isLatest) {
      const { run_id: _, error_code: __, error_message: ___, ...shown } = shownOf(version);
      return document.state === 'ready' ? shown : { ...shown, update_state: document.state };
    }
    return { ...shownOf(version), update_state: null };
  }
  if (!isLatest) return undefined;
  if (document.state !== 'ready') return { ...shownOf(version), update_state: null };
  const { error_code, error_message } = version;
  return { update_state: 'failed', error_code, error_message };
}

/** Deletes what is older than the versions that are kept, but for the one that is shown. Answers hashes of bytes. */
export async function pruneVersions(
  tx: Database,
  files: FileStore,
  document: Pick<DocumentRow, 'id' | 'version'>,
): Promise<string[]> {
  const rows = await tx
    .selectFrom('knowledge_versions')
    .select(['number', 'file_id', 'state'])
    .where('document_id', '=', document.id)
    .orderBy('number', 'desc')
    .execute();
  const others = rows.filter(({ number, state }) => number !== document.version && state !== 'pending');
  const old = others.slice(MAX_KEPT_VERSIONS - 1);
  if (old.length === 0) return [];
  await tx
    .deleteFrom('knowledge_versions')
    .where('document_id', '=', document.id)
    .where(
      'number',
      'in',
      old.map(({ number }) => number),
    )
    .execute();
  return files.discard(
    tx,
    old.map((row) => row.file_id),
  );
}

/** Throws `document_version_unknown`. */
export async function requireVersion(db: Database, documentId: string, number: number): Promise<VersionRow> {
  const version = await findVersion(db, documentId, number);
  if (!version) throw knowledgeErrors.document_version_unknown(number);
  return version;
}
