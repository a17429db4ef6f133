import type { Definition } from '@agenticgen/orchestrator/workflow';
import type { Granted, Permit } from '../access/index.ts';
import { type Database, inTransaction, lockRow } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { hashOf } from './definitions.ts';
import { workflowErrors } from './errors.ts';
import { findVersion, findWorkflow, type VersionRow, type WorkflowRow } from './queries.ts';

export interface WorkflowNeeds {
  db: Database;
  runtime: Pick<Runtime, 'now' | 'newId'>;
}

export interface Saved {
  workflow: WorkflowRow;
  version: VersionRow;
}

/** A workflow with its first version. */
export async function createWorkflow(
  { db, runtime }: WorkflowNeeds,
  { by }: Permit<'create', 'Workflow'>,
  definition: Definition,
): Promise<Saved> {
  const now = runtime.now();
  const workflow: WorkflowRow = {
    id: runtime.newId(),
    workspace_id: by.workspaceId,
    name: definition.name,
    description: definition.description ?? '',
    version: 1,
    created_by: by.userId,
    created_at: now,
    updated_at: now,
    deleted_at: null,
  };
  const version = versionRow(workflow.id, 1, definition, by.userId, now);
  await inTransaction(db, async (tx) => {
    await tx.insertInto('workflows').values(workflow).execute();
    await tx.insertInto('workflow_versions').values(version).execute();
  });
  return { workflow, version };
}

/**
 * A new version, unless the definition does the same as the newest; then only its layout is kept.
 * Throws `workflow_changed` if somebody saved after `baseVersion`.
 */
export async function saveWorkflow(
  { db, runtime }: WorkflowNeeds,
  { by, record }: Granted<'edit', WorkflowRow>,
  definition: Definition,
  baseVersion?: number,
): Promise<Saved> {
  return inTransaction(db, async (tx) => {
    await lockRow(tx, 'workflows', record.id);
    const newest = (await findWorkflow(tx, record.id)) ?? record;
    if (baseVersion !== undefined && baseVersion !== newest.version) {
      throw workflowErrors.workflow_changed(baseVersion, newest.version);
    }
    const before = (await findVersion(tx, record.id, newest.version))!;
    const now = runtime.now();
    if (before.hash === hashOf(definition)) return keepLayout(tx, newest, before, definition);
    const version = versionRow(record.id, newest.version + 1, definition, by.userId, now);
    await tx.insertInto('workflow_versions').values(version).execute();
    const changed = {
      name: definition.name,
      description: definition.description ?? '',
      version: version.version,
      updated_at: now,
    };
    await tx.updateTable('workflows').set(changed).where('id', '=', record.id).execute();
    return { workflow: { ...newest, ...changed }, version };
  });
}

/** The layout is no part of what runs, so it may change in place. */
async function keepLayout(tx: Database, workflow: WorkflowRow, version: VersionRow, definition: Definition) {
  const text = JSON.stringify(definition);
  await tx
    .updateTable('workflow_versions')
    .set({ definition: text })
    .where('workflow_id', '=', version.workflow_id)
    .where('version', '=', version.version)
    .execute();
  return { workflow, version: { ...version, definition: text } };
}

export async function removeWorkflow(
  { db, runtime }: WorkflowNeeds,
  { record }: Granted<'delete', WorkflowRow>,
): Promise<void> {
  await db.updateTable('workflows').set({ deleted_at: runtime.now() }).where('id', '=', record.id).execute();
}

/** Throws `version_unknown`. */
export async function versionOf(db: Database, workflow: WorkflowRow, version?: number): Promise<VersionRow> {
  const wanted = version ?? workflow.version;
  const found = await findVersion(db, workflow.id, wanted);
  if (!found) throw workflowErrors.version_unknown(wanted);
  return found;
}

function versionRow(
  workflowId: string,
  version: number,
  definition: Definition,
  userId: string,
  now: number,
): VersionRow {
  const text = JSON.stringify(definition);
  const who = { created_by: userId, created_at: now };
  return { workflow_id: workflowId, version, hash: hashOf(definition), definition: text, ...who };
}
