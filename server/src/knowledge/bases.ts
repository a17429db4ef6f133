import type { Granted, Permit } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { BaseView } from './contract.ts';
import type { BaseRow } from './queries.ts';

export function presentBase(row: BaseRow, documents: number): BaseView {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    documents,
    visibility: row.visibility as BaseView['visibility'],
    createdBy: row.created_by,
    granted: row.granted as BaseView['granted'],
    createdAt: row.created_at,
  };
}

export async function createBase(
  db: Database,
  runtime: Runtime,
  permit: Permit<'create', 'Knowledge'>,
  wanted: Pick<BaseView, 'name' | 'description' | 'visibility'>,
): Promise<BaseRow> {
  const row = {
    id: runtime.newId(),
    workspace_id: permit.by.workspaceId,
    name: wanted.name,
    description: wanted.description,
    visibility: wanted.visibility,
    created_by: permit.by.userId,
    created_at: runtime.now(),
  };
  await db.insertInto('knowledge_bases').values(row).execute();
  return { ...row, granted: 'none' };
}

export async function updateBase(
  db: Database,
  { record }: Granted<'edit', BaseRow>,
  change: { name?: string | undefined; description?: string | undefined },
): Promise<BaseRow> {
  const changed = {
    ...record,
    name: change.name ?? record.name,
    description: change.description ?? record.description,
  };
  const { name, description } = changed;
  await db.updateTable('knowledge_bases').set({ name, description }).where('id', '=', record.id).execute();
  return changed;
}
