import type { Granted, Permit } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { BaseView } from './contract.ts';
import type { BaseRow } from './queries.ts';

export function presentBase(row: BaseRow, documents: number): BaseView {
  const { id, name, description, created_at: createdAt } = row;
  return { id, name, description, documents, createdAt };
}

export async function createBase(
  db: Database,
  runtime: Runtime,
  permit: Permit<'create', 'Knowledge'>,
  wanted: { name: string; description: string },
): Promise<BaseRow> {
  const row: BaseRow = {
    id: runtime.newId(),
    workspace_id: permit.by.workspaceId,
    name: wanted.name,
    description: wanted.description,
    created_by: permit.by.userId,
    created_at: runtime.now(),
  };
  await db.insertInto('knowledge_bases').values(row).execute();
  return row;
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
