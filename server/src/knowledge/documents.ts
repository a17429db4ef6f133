import { createHash } from 'node:crypto';
import type { Granted } from '../access/index.ts';
import { type Database, inTransaction, isUniqueViolation, lockRow } from '../db/index.ts';
import { areaOf, checkFileName, mediaTypeOf, type StoredBytes } from '../files/index.ts';
import type { DocumentView } from './contract.ts';
import { knowledgeErrors } from './errors.ts';
import { startIngestion } from './ingestion-run.ts';
import type { DocumentNeeds } from './needs.ts';
import { kindOf } from './parse/kinds.ts';
import type { Progress } from './progress.ts';
import { type BaseRow, type DocumentRow, findBase, findDocument, findNamedDocument } from './queries.ts';
import { mayChange, sharedAs } from './sharing.ts';
import { findVersion, requireVersion, shownOf, type VersionRow } from './versions.ts';

/** Where a document comes from that was not uploaded. In a base there is one document of a source. */
export interface Source {
  kind: 'url' | 'path' | 'git' | 'upload';
  /** The address, the path, the path in a repository, or the id of an upload. */
  key: string;
  /** What the key is unique in besides the base, such as a source that is synchronized, or a person. */
  scope?: string;
}

export interface NewDocument {
  name: string;
  bytes: Uint8Array | AsyncIterable<Uint8Array>;
  /** The document of this source gets a new version, if there is one. */
  source?: Source | undefined;
  /** The document that gets a new version; without it and a source it is a new document. */
  replaces?: Pick<DocumentRow, 'id'> | undefined;
  /** Whose bytes these are, if they were there before. */
  restoredFrom?: number;
}

export interface PutDocument {
  outcome: 'added' | 'replaced' | 'unchanged';
  documentId: string;
  version: number;
  /** Of the ingestion; of `unchanged` the one that was. */
  runId: string | null;
}

export interface BesideDocument {
  progress: ReadonlyMap<string, Progress>;
  /** Those that who asks may change. */
  changeable: ReadonlySet<string>;
}

export function presentDocument(row: DocumentRow, { progress, changeable }: BesideDocument): DocumentView {
  const error = row.error_code ? { code: row.error_code, message: row.error_message ?? '' } : null;
  const source =
    row.source_kind && row.source_key && row.source_kind !== 'upload'
      ? { kind: row.source_kind, key: row.source_key }
      : null;
  return {
    id: row.id,
    baseId: row.base_id,
    name: row.name,
    mediaType: row.media_type,
    size: row.size,
    state: row.state as DocumentView['state'],
    error,
    passages: row.passages,
    runId: row.run_id,
    version: row.version,
    latestVersion: row.latest,
    updateState: row.update_state as DocumentView['updateState'],
    progress: progress.get(row.run_id ?? '') ?? null,
    source,
    visibility: row.visibility as DocumentView['visibility'],
    mayChange: changeable.has(row.id),
    createdBy: row.created_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

const hashOf = ({ kind, key, scope = '' }: Source) =>
  createHash('sha256')
    .update(JSON.stringify([kind, scope, key]))
    .digest('hex');

export function findBySource(db: Database, baseId: string, source: Source): Promise<DocumentRow | undefined> {
  return db
    .selectFrom('knowledge_documents')
    .selectAll()
    .where('base_id', '=', baseId)
    .where('source_hash', '=', hashOf(source))
    .executeTakeFirst();
}

/**
 * Adds a document, or a version to one that is there: its ingestion is a run, and until it is done search finds what it
 * found before. The same bytes as the newest version has change nothing. The bytes are durable first; then rows and run
 * are written as one. Throws `document_type_unsupported` before anything, `not_found` where `replaces` is gone.
 */
export async function putDocument(
  needs: DocumentNeeds,
  base: Granted<'edit', BaseRow>,
  given: NewDocument,
): Promise<PutDocument> {
  kindOf(given.name);
  const document = { ...given, name: checkFileName(given.name) };
  // Before the transaction: writing megabytes to disk must not hold the one writer of SQLite.
  const stored = await needs.files.put(needs.db, document.bytes);
  const write = () => inTransaction(needs.db, (tx) => writeDocument(tx, needs, base, document, stored));
  const written = write().catch((error) => {
    // Two with the same source at once: the second is a version of what the first made.
    if (given.source && isUniqueViolation(error)) return write();
    throw error;
  });
  const { superseded, ...done } = await written.catch(async (error) => {
    await needs.files.release(needs.db, stored);
    throw error;
  });
  if (done.outcome === 'unchanged') await needs.files.release(needs.db, stored);
  if (superseded) await needs.orchestrator.cancel(superseded, 'a newer version came');
  needs.orchestrator.announce();
  return done;
}

export interface UploadOptions {
  sameName: 'add' | 'replace';
  path?: string | undefined;
}

/**
 * A document of its own; a version of the one that the person made of the same path; or with `replace` a version of the
 * newest one of this name that the person may change.
 */
export async function uploadDocument(
  needs: DocumentNeeds,
  base: Granted<'edit', BaseRow>,
  upload: File,
  { sameName, path }: UploadOptions,
): Promise<PutDocument> {
  const given = { name: upload.name, bytes: await bytesOf(upload) };
  if (path !== undefined) {
    const source: Source = { kind: 'path', key: path, scope: base.by.userId };
    return putDocument(needs, base, { ...given, source });
  }
  const replaces = sameName === 'replace' ? await replaceable(needs.db, base, given.name) : undefined;
  return putDocument(needs, base, { ...given, replaces });
}

/** The newest document of a name, if the person may change it. */
export async function replaceable(
  db: Database,
  base: Granted<'edit', BaseRow>,
  name: string,
): Promise<DocumentRow | undefined> {
  const named = await findNamedDocument(db, base, name.trim());
  return named && (await mayChange(db, base, named)) ? named : undefined;
}

export const bytesOf = async (file: File) => new Uint8Array(await file.arrayBuffer());

/** What an older version had becomes the newest version. Throws `document_version_unknown`. */
export async function restoreVersion(
  needs: DocumentNeeds,
  base: Granted<'edit', BaseRow>,
  document: DocumentRow,
  number: number,
): Promise<PutDocument> {
  const { name, sha256 } = await requireVersion(needs.db, document.id, number);
  const bytes = await needs.files.read({ sha256 });
  return putDocument(needs, base, { name, bytes, replaces: document, restoredFrom: number });
}

type Written = PutDocument & {
  /** The run of a version that was not done when this one came. */
  superseded: string | null;
};

interface Writing {
  tx: Database;
  needs: DocumentNeeds;
  base: Granted<'edit', BaseRow>;
  given: NewDocument;
  stored: StoredBytes;
}

async function writeDocument(
  tx: Database,
  needs: DocumentNeeds,
  base: Granted<'edit', BaseRow>,
  given: NewDocument,
  stored: StoredBytes,
): Promise<Written> {
  await lockRow(tx, 'knowledge_bases', base.record.id);
  // What it was when the request came may have changed: who sees it, or whether it is there.
  const now = await findBase(tx, base.record.id, base.by.userId);
  if (!now) throw knowledgeErrors.base_gone();
  const writing = { tx, needs, base: { ...base, record: now }, given, stored };
  const known = await findReplaced(writing);
  return known ? writeVersion(writing, known) : writeFirst(writing);
}

async function findReplaced({ tx, base, given }: Writing): Promise<DocumentRow | undefined> {
  const { source, replaces } = given;
  if (!replaces) return source && findBySource(tx, base.record.id, source);
  const found = await findDocument(tx, base.record.id, replaces.id);
  if (!found) throw knowledgeErrors.document_gone();
  return found;
}

async function writeFirst(writing: Writing): Promise<Written> {
  const { tx, needs, base, given } = writing;
  const { by, record } = base;
  const documentId = needs.runtime.newId();
  const shared = sharedAs(record, { visibility: 'base' });
  const version = await newVersion(writing, { documentId, number: 1, shared, after: null });
  const { number, ...shown } = { ...shownOf(version), number: 1 };
  await tx
    .insertInto('knowledge_documents')
    .values({
      ...shown,
      id: documentId,
      workspace_id: by.workspaceId,
      base_id: record.id,
      latest: number,
      source_kind: given.source?.kind ?? null,
      source_key: given.source?.key ?? null,
      source_hash: given.source ? hashOf(given.source) : null,
      created_by: by.userId,
      created_at: version.created_at,
      visibility: 'base',
    })
    .execute();
  await tx.insertInto('knowledge_versions').values(version).execute();
  return { outcome: 'added', documentId, version: number, runId: version.run_id, superseded: null };
}

async function writeVersion(writing: Writing, document: DocumentRow): Promise<Written> {
  const { tx, base, given, stored } = writing;
  const latest = await findVersion(tx, document.id, document.latest);
  if (latest && latest.state !== 'failed' && latest.sha256 === stored.sha256 && latest.name === given.name)
    return {
      ...{ outcome: 'unchanged', documentId: document.id },
      ...{ version: latest.number, runId: latest.run_id, superseded: null },
    };
  const isUnderWay = latest?.state === 'pending';
  const after = isUnderWay ? latest.run_id : null;
  const shared = sharedAs(base.record, document);
  const number = document.latest + 1;
  const version = await newVersion(writing, { documentId: document.id, number, shared, after });
  await tx.insertInto('knowledge_versions').values(version).execute();
  if (isUnderWay) await supersede(tx, latest);
  const { run_id } = version;
  const change =
    document.state === 'ready'
      ? { update_state: 'pending', run_id, error_code: null, error_message: null }
      : { ...shownOf(version), update_state: null };
  await tx
    .updateTable('knowledge_documents')
    .set({ ...change, latest: number })
    .where('id', '=', document.id)
    .execute();
  return { outcome: 'replaced', documentId: document.id, version: number, runId: run_id, superseded: after };
}

/** A version that nobody waits for any more. */
async function supersede(tx: Database, { document_id, number }: VersionRow): Promise<void> {
  const { code, message } = knowledgeErrors.document_superseded();
  await tx
    .updateTable('knowledge_versions')
    .set({ state: 'failed', error_code: code, error_message: message })
    .where('document_id', '=', document_id)
    .where('number', '=', number)
    .execute();
}

interface Place {
  documentId: string;
  number: number;
  shared: 'private' | 'workspace';
  /** The run that has to end first. */
  after: string | null;
}

/** Its file and its run; the row itself is the caller's. */
async function newVersion(writing: Writing, place: Place): Promise<VersionRow> {
  const { tx, needs, base, given, stored } = writing;
  const { by, record } = base;
  const { documentId, number, shared, after } = place;
  const { hold: _, ...bytes } = stored;
  const file = await needs.files.record(tx, {
    ...stored,
    workspaceId: by.workspaceId,
    area: areaOf.document(documentId),
    name: given.name,
    createdBy: by.userId,
    shared,
  });
  const input = { baseId: record.id, documentId, version: number, after };
  const owner = { userId: by.userId, workspaceId: by.workspaceId, shared };
  const runId = await startIngestion(tx, needs, owner, input, given.name);
  return {
    document_id: documentId,
    number,
    file_id: file.id,
    name: given.name,
    media_type: mediaTypeOf(given.name),
    ...bytes,
    state: 'pending',
    error_code: null,
    error_message: null,
    passages: 0,
    run_id: runId,
    restored_from: given.restoredFrom ?? null,
    created_by: by.userId,
    created_at: needs.runtime.now(),
  };
}
