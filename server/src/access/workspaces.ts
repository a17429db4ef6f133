import { type Database, inTransaction } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { Role } from './contract.ts';

/** Makes a workspace whose first member is its super_admin. */
export function createWorkspace(db: Database, runtime: Runtime, userId: string, name: string) {
  return inTransaction(db, async (tx) => {
    const workspace = { id: runtime.newId(), name, created_at: runtime.now() };
    await tx.insertInto('workspaces').values(workspace).execute();
    await join(tx, runtime, workspace.id, userId, 'super_admin');
    return { id: workspace.id, name, role: 'super_admin' as const };
  });
}

export async function join(
  db: Database,
  runtime: Runtime,
  workspaceId: string,
  userId: string,
  role: Role,
): Promise<void> {
  const row = { workspace_id: workspaceId, user_id: userId, role, created_at: runtime.now() };
  await db.insertInto('memberships').values(row).execute();
}
