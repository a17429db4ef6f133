import type { Database } from '../db/index.ts';
import type { Role } from './contract.ts';

export async function membershipsOf(db: Database, userId: string) {
  const rows = await db
    .selectFrom('memberships')
    .innerJoin('workspaces', 'workspaces.id', 'memberships.workspace_id')
    .select(['workspaces.id', 'workspaces.name', 'memberships.role'])
    .where('memberships.user_id', '=', userId)
    .orderBy('memberships.created_at')
    .orderBy('workspaces.id')
    .execute();
  return rows.map((row) => ({ ...row, role: row.role as Role }));
}

function members(db: Database, workspaceId: string) {
  return db
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select([
      'memberships.workspace_id',
      'memberships.user_id',
      'memberships.role',
      'memberships.created_at',
      'users.email',
      'users.name',
    ])
    .where('memberships.workspace_id', '=', workspaceId);
}

export type MemberRow = NonNullable<Awaited<ReturnType<typeof findMember>>>;

export function findMember(db: Database, workspaceId: string, userId: string) {
  return members(db, workspaceId).where('memberships.user_id', '=', userId).executeTakeFirst();
}

export function pageOfMembers(db: Database, workspaceId: string, after: string | undefined, limit: number) {
  const query = members(db, workspaceId);
  const paged = after ? query.where('memberships.user_id', '>', after) : query;
  return paged.orderBy('memberships.user_id').limit(limit).execute();
}

export async function countSuperAdmins(db: Database, workspaceId: string): Promise<number> {
  const { count } = await db
    .selectFrom('memberships')
    .select((eb) => eb.fn.countAll<number | string>().as('count'))
    .where('workspace_id', '=', workspaceId)
    .where('role', '=', 'super_admin')
    .executeTakeFirstOrThrow();
  return Number(count);
}

export function pageOfInvitations(
  db: Database,
  workspaceId: string,
  before: string | undefined,
  limit: number,
) {
  const query = db.selectFrom('invitations').selectAll().where('workspace_id', '=', workspaceId);
  const paged = before ? query.where('id', '<', before) : query;
  return paged.orderBy('id', 'desc').limit(limit).execute();
}

export type InvitationRow = Awaited<ReturnType<typeof pageOfInvitations>>[number];

export function findInvitation(db: Database, id: string) {
  return db.selectFrom('invitations').selectAll().where('id', '=', id).executeTakeFirst();
}

export function findInvitationByToken(db: Database, hash: string) {
  return db.selectFrom('invitations').selectAll().where('token_hash', '=', hash).executeTakeFirst();
}

/** Marks the invitation accepted; false where it was already, so that one link makes one member. */
export async function takeInvitation(db: Database, id: string, now: number): Promise<boolean> {
  const result = await db
    .updateTable('invitations')
    .set({ accepted_at: now })
    .where('id', '=', id)
    .where('accepted_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
