// Deleting: what people see goes at once, the rest by a run.
import type { Granted } from '../access/index.ts';
import { inTransaction } from '../db/index.ts';
import { startRun } from '../runs/index.ts';
import type { DocumentNeeds } from './needs.ts';
import { type BaseRow, type DocumentRow, pendingRuns } from './queries.ts';

/**
 * Deletes the row, and starts the run that takes the rest away, as one. The run waits for ingestions of the document,
 * which are told to stop: they might write into the index after it.
 */
export async function deleteDocument(
  needs: DocumentNeeds,
  { by, record }: Granted<'edit', BaseRow>,
  { id }: DocumentRow,
): Promise<void> {
  const runs = await inTransaction(needs.db, async (tx) => {
    const underWay = await pendingRuns(tx, id);
    await tx
      .deleteFrom('knowledge_grants')
      .where('base_id', '=', record.id)
      .where('document_id', '=', id)
      .execute();
    await tx.deleteFrom('knowledge_documents').where('id', '=', id).execute();
    const input = { baseId: record.id, documentIds: [id], wholeBase: false, after: underWay };
    const owner = { userId: by.userId, workspaceId: by.workspaceId };
    await startRun(tx, needs.orchestrator, owner, needs.removal, input, { label: record.name });
    return underWay;
  });
  for (const runId of runs) await needs.orchestrator.cancel(runId, 'document deleted');
  needs.orchestrator.announce();
}

/** Nobody sees the base from then on. Its documents may be a hundred thousand: they go in the run, some at a time. */
export async function deleteBase(
  needs: DocumentNeeds,
  { by, record }: Granted<'delete', BaseRow>,
): Promise<void> {
  await inTransaction(needs.db, async (tx) => {
    await tx
      .updateTable('knowledge_bases')
      .set({ deleted_at: needs.runtime.now() })
      .where('id', '=', record.id)
      .execute();
    const input = { baseId: record.id, documentIds: [], wholeBase: true, after: [] };
    const owner = { userId: by.userId, workspaceId: by.workspaceId };
    await startRun(tx, needs.orchestrator, owner, needs.removal, input, { label: record.name });
  });
  needs.orchestrator.announce();
}
