import { type Database, inTransaction, lockRow } from '../db/index.ts';
import type { Role } from './contract.ts';
import { accessErrors } from './errors.ts';
import type { Granted } from './granted.ts';
import { countSuperAdmins, type MemberRow } from './queries.ts';
import { ROLE_RANK } from './roles.ts';

export function presentMember(row: MemberRow) {
  return {
    userId: row.user_id,
    email: row.email,
    name: row.name,
    role: row.role as Role,
    joinedAt: row.created_at,
  };
}

/** Throws `role_too_high` where the role, old or new, is above the caller's own. */
export function assertWithinRank(mine: Role, ...roles: Role[]): void {
  const over = roles.find((role) => ROLE_RANK[role] > ROLE_RANK[mine]);
  if (over) throw accessErrors.role_too_high(over);
}

/**
 * Runs a change of who is in which role and takes it back where no super_admin is left. The workspace is locked
 * meanwhile: otherwise two people who demote each other at once would each still see the other.
 */
function keepSuperAdmin(db: Database, workspaceId: string, change: (tx: Database) => Promise<unknown>) {
  return inTransaction(db, async (tx) => {
    await lockRow(tx, 'workspaces', workspaceId);
    await change(tx);
    if ((await countSuperAdmins(tx, workspaceId)) === 0) throw accessErrors.last_super_admin();
  });
}

/** Throws `role_too_high` or `last_super_admin`. */
export async function changeRole(db: Database, member: Granted<'edit', MemberRow>, role: Role) {
  const { record, by } = member;
  assertWithinRank(by.role, record.role as Role, role);
  await keepSuperAdmin(db, record.workspace_id, (tx) =>
    tx
      .updateTable('memberships')
      .set({ role })
      .where('workspace_id', '=', record.workspace_id)
      .where('user_id', '=', record.user_id)
      .execute(),
  );
  return { ...record, role };
}

/** Throws `role_too_high` or `last_super_admin`. */
export async function removeMember(db: Database, member: Granted<'delete', MemberRow>): Promise<void> {
  const { record, by } = member;
  assertWithinRank(by.role, record.role as Role);
  await keepSuperAdmin(db, record.workspace_id, (tx) =>
    tx
      .deleteFrom('memberships')
      .where('workspace_id', '=', record.workspace_id)
      .where('user_id', '=', record.user_id)
      .execute(),
  );
}
