import type { Orchestrator } from '@agenticgen/orchestrator';
import type { Granted } from '../access/index.ts';
import { type Database, inTransaction } from '../db/index.ts';
import { areaOf, type FileStore } from '../files/index.ts';
import { startRun } from '../runs/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { DocumentView } from './contract.ts';
import { kindOf } from './parse/kinds.ts';
import type { IngestionProcedure, RemovalProcedure } from './procedures.ts';
import type { BaseRow, DocumentRow } from './queries.ts';
import { sharedAs } from './sharing.ts';

export interface DocumentNeeds {
  db: Database;
  runtime: Runtime;
  orchestrator: Orchestrator<Database>;
  files: FileStore;
  ingestion: IngestionProcedure;
  removal: RemovalProcedure;
}

export function presentDocument(row: DocumentRow): DocumentView {
  const error = row.error_code ? { code: row.error_code, message: row.error_message ?? '' } : null;
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
    visibility: row.visibility as DocumentView['visibility'],
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}

/** Stores the bytes, then the document and its run as one. Throws `document_type_unsupported` before anything. */
export async function addDocument(needs: DocumentNeeds, base: Granted<'edit', BaseRow>, upload: File) {
  kindOf(upload.name);
  const { by, record } = base;
  const documentId = needs.runtime.newId();
  const shared = sharedAs(record, { visibility: 'base' });
  // Before the transaction: writing megabytes to disk must not hold the one writer of SQLite.
  const file = await needs.files.save(needs.db, {
    workspaceId: by.workspaceId,
    area: areaOf.document(documentId),
    name: upload.name,
    bytes: new Uint8Array(await upload.arrayBuffer()),
    createdBy: by.userId,
    shared,
  });
  const { runId } = await inTransaction(needs.db, async (tx) => {
    const run = await startRun(
      tx,
      needs.orchestrator,
      { userId: by.userId, workspaceId: by.workspaceId, shared },
      needs.ingestion,
      { baseId: record.id, documentId },
      { label: file.name },
    );
    const row: DocumentRow = {
      id: documentId,
      workspace_id: by.workspaceId,
      base_id: record.id,
      file_id: file.id,
      name: file.name,
      media_type: file.media_type,
      size: file.size,
      state: 'pending',
      error_code: null,
      error_message: null,
      passages: 0,
      run_id: run.runId,
      created_by: by.userId,
      created_at: needs.runtime.now(),
      visibility: 'base',
    };
    await tx.insertInto('knowledge_documents').values(row).execute();
    return run;
  });
  needs.orchestrator.announce();
  return { documentId, runId };
}

/** Deletes the rows and starts the run that takes the rest away, as one. From then on nobody finds them. */
async function removeRows(
  needs: DocumentNeeds,
  base: Granted<'delete' | 'edit', BaseRow>,
  documents: readonly DocumentRow[],
  wholeBase: boolean,
): Promise<void> {
  const { by, record } = base;
  const documentIds = documents.map((document) => document.id);
  for (const { run_id } of documents) if (run_id) await needs.orchestrator.cancel(run_id, 'document deleted');
  await inTransaction(needs.db, async (tx) => {
    if (wholeBase) {
      // Its documents and grants go with it.
      await tx.deleteFrom('knowledge_bases').where('id', '=', record.id).execute();
    } else {
      const grants = tx.deleteFrom('knowledge_grants').where('base_id', '=', record.id);
      await grants.where('document_id', 'in', documentIds).execute();
      await tx.deleteFrom('knowledge_documents').where('id', 'in', documentIds).execute();
    }
    const input = { baseId: record.id, documentIds, wholeBase };
    const owner = { userId: by.userId, workspaceId: by.workspaceId };
    await startRun(tx, needs.orchestrator, owner, needs.removal, input, { label: record.name });
  });
  needs.orchestrator.announce();
}

export function deleteDocument(
  needs: DocumentNeeds,
  base: Granted<'edit', BaseRow>,
  document: DocumentRow,
): Promise<void> {
  return removeRows(needs, base, [document], false);
}

export async function deleteBase(needs: DocumentNeeds, base: Granted<'delete', BaseRow>): Promise<void> {
  const documents = await needs.db
    .selectFrom('knowledge_documents')
    .selectAll()
    .where('base_id', '=', base.record.id)
    .execute();
  await removeRows(needs, base, documents, true);
}
