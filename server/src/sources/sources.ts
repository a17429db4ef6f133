import type { Orchestrator } from '@agenticgen/orchestrator';
import type { Granted } from '../access/index.ts';
import type { Keyring } from '../data-protection/index.ts';
import { type Database, inTransaction, lockRow } from '../db/index.ts';
import { type BaseRow, type DocumentNeeds, deleteDocument, findDocument } from '../knowledge/index.ts';
import { startRun } from '../runs/index.ts';
import type { Egress } from '../tools/index.ts';
import { checkAuth, presentAuth, sealAuth } from './auth.ts';
import type { SourceAuth } from './auth-contract.ts';
import type { Counts, SourceSettings, SourceView } from './contract.ts';
import { sourceErrors } from './errors.ts';
import { changeSource, countSources, findSource, forgetValidators, type SourceRow } from './queries.ts';
import { dueAt, type Reach, type SyncProcedure, scheduleNext } from './sync.ts';

/** Of one base. */
export const MAX_SOURCES = 100;
const REMOVED_AT_ONCE = 500;

export interface SourceNeeds extends DocumentNeeds {
  sync: SyncProcedure;
  keyring: Pick<Keyring, 'seal'>;
  egress: Pick<Egress, 'namedHosts'>;
}

export async function presentSource(
  orchestrator: Orchestrator<Database>,
  row: SourceRow,
): Promise<SourceView> {
  const error = row.error_code ? { code: row.error_code, message: row.error_message ?? '' } : null;
  return {
    id: row.id,
    baseId: row.base_id,
    settings: JSON.parse(row.settings) as SourceSettings,
    everyHours: row.every_hours,
    auth: presentAuth(row),
    runId: row.run_id,
    isSyncing: await isSyncing(orchestrator, row),
    nextSyncAt: await nextAt(orchestrator, row),
    syncedAt: row.synced_at,
    counts: row.counts === null ? null : (JSON.parse(row.counts) as Counts),
    error,
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}

async function nextAt(orchestrator: Orchestrator<Database>, { next_run_id }: SourceRow) {
  const run = next_run_id === null ? null : await orchestrator.run(next_run_id);
  return run && run.finishedAt === null ? dueAt(run) : null;
}

async function isSyncing(orchestrator: Orchestrator<Database>, { run_id }: SourceRow): Promise<boolean> {
  const run = run_id === null ? null : await orchestrator.run(run_id);
  return run !== null && run.finishedAt === null;
}

export interface NewSource {
  settings: SourceSettings;
  everyHours: number | null;
  auth: SourceAuth | null;
  reach: Reach;
}

/** Makes a source and starts its first synchronization, as one. Throws `source_limit_reached`, `source_auth_insecure`. */
export async function createSource(
  needs: SourceNeeds,
  { by, record }: Granted<'edit', BaseRow>,
  { settings, everyHours, auth, reach }: NewSource,
): Promise<SourceRow> {
  const id = needs.runtime.newId();
  const source: SourceRow = {
    id,
    auth: authOf(needs, id, settings, auth),
    workspace_id: by.workspaceId,
    base_id: record.id,
    settings: JSON.stringify(settings),
    every_hours: everyHours,
    reach,
    ...{ run_id: null, next_run_id: null, synced_at: null, counts: null },
    ...{ error_code: null, error_message: null },
    created_by: by.userId,
    created_at: needs.runtime.now(),
  };
  await inTransaction(needs.db, async (tx) => {
    await lockRow(tx, 'knowledge_bases', record.id);
    if ((await countSources(tx, record.id)) >= MAX_SOURCES)
      throw sourceErrors.source_limit_reached(MAX_SOURCES);
    await tx.insertInto('knowledge_sources').values(source).execute();
    source.run_id = await startSync(tx, needs, source);
  });
  needs.orchestrator.announce();
  return source;
}

function authOf(
  { keyring, egress }: SourceNeeds,
  id: string,
  { address }: SourceSettings,
  auth: SourceAuth | null,
) {
  if (auth === null) return null;
  checkAuth(address, egress.namedHosts);
  return sealAuth(keyring, id, auth);
}

/** Answers the run that is under way, if there is one. */
export async function syncSource(needs: SourceNeeds, source: SourceRow): Promise<{ runId: string }> {
  if (source.run_id !== null && (await isSyncing(needs.orchestrator, source)))
    return { runId: source.run_id };
  const runId = await inTransaction(needs.db, async (tx) => {
    await lockRow(tx, 'knowledge_sources', source.id);
    const now = await findSource(tx, source.id);
    // Somebody else was faster.
    if (now?.run_id && now.run_id !== source.run_id) return now.run_id;
    return startSync(tx, needs, source);
  });
  needs.orchestrator.announce();
  return { runId };
}

/** In the name of whoever made the source: it can do no more than they may. */
async function startSync(tx: Database, needs: SourceNeeds, source: SourceRow): Promise<string> {
  const { address } = JSON.parse(source.settings) as SourceSettings;
  const { runId } = await startRun(
    tx,
    needs.orchestrator,
    { userId: source.created_by, workspaceId: source.workspace_id },
    needs.sync,
    { sourceId: source.id },
    { label: address },
  );
  await changeSource(tx, source.id, { run_id: runId });
  return runId;
}

export interface SourceChange {
  settings?: SourceSettings | undefined;
  everyHours?: number | null | undefined;
  auth?: SourceAuth | null | undefined;
}

/** Throws `source_kind_fixed`, `source_syncing`, `source_auth_insecure`. */
export async function updateSource(
  needs: SourceNeeds,
  source: SourceRow,
  change: SourceChange,
): Promise<SourceRow> {
  const { settings = JSON.parse(source.settings) as SourceSettings, everyHours = source.every_hours } =
    change;
  const old = JSON.parse(source.settings) as SourceSettings;
  if (settings.kind !== old.kind || settings.address !== old.address) throw sourceErrors.source_kind_fixed();
  if (await isSyncing(needs.orchestrator, source)) throw sourceErrors.source_syncing();
  const auth = change.auth === undefined ? source.auth : authOf(needs, source.id, settings, change.auth);
  const changed = { ...source, settings: JSON.stringify(settings), every_hours: everyHours, auth };
  await inTransaction(needs.db, async (tx) => {
    const { settings: text, every_hours } = changed;
    changed.next_run_id = await scheduleNext(tx, needs, needs.sync, changed);
    await changeSource(tx, source.id, {
      settings: text,
      every_hours,
      auth,
      next_run_id: changed.next_run_id,
    });
    // Other bounds, or another reader, may make other documents of the same pages: they are read anew.
    if (text !== source.settings || auth !== source.auth) await forgetValidators(tx, source.id);
  });
  if (source.next_run_id) await needs.orchestrator.cancel(source.next_run_id, 'the source was changed');
  needs.orchestrator.announce();
  return changed;
}

/** Deletes a source; its documents stay as they are, or go with it. */
export async function deleteSource(
  needs: SourceNeeds,
  base: Granted<'edit', BaseRow>,
  source: SourceRow,
  documents: 'keep' | 'remove',
): Promise<void> {
  // First, so that what is cancelled is not put off to the time after it.
  await changeSource(needs.db, source.id, { every_hours: null, next_run_id: null });
  for (const runId of [source.run_id, source.next_run_id])
    if (runId) await needs.orchestrator.cancel(runId, 'the source was deleted');
  if (documents === 'remove') await removeDocuments(needs, base, source);
  await needs.db.deleteFrom('knowledge_sources').where('id', '=', source.id).execute();
}

/** A crash half-way leaves the source, and deleting it again goes on. */
async function removeDocuments(
  needs: SourceNeeds,
  base: Granted<'edit', BaseRow>,
  { id }: SourceRow,
): Promise<void> {
  for (;;) {
    const rows = await needs.db
      .selectFrom('knowledge_source_items')
      .select(['item_hash', 'document_id'])
      .where('source_id', '=', id)
      .limit(REMOVED_AT_ONCE)
      .execute();
    if (rows.length === 0) return;
    for (const { item_hash, document_id } of rows) {
      const document = document_id && (await findDocument(needs.db, base.record.id, document_id));
      if (document) await deleteDocument(needs, base, document);
      const items = needs.db.deleteFrom('knowledge_source_items').where('source_id', '=', id);
      await items.where('item_hash', '=', item_hash).execute();
    }
  }
}
