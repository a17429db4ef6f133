import type { Database, Schema } from '../db/index.ts';

export type ApprovalRow = Schema['approvals'];
export type VoteRow = Schema['approval_votes'];

/** Approvals that one listing looks through to find those of the caller. */
export const MAX_PENDING = 1_000;

export function findApproval(db: Database, id: string): Promise<ApprovalRow | undefined> {
  return db.selectFrom('approvals').selectAll().where('id', '=', id).executeTakeFirst();
}

export function votesOf(db: Database, ids: readonly string[]): Promise<VoteRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return db
    .selectFrom('approval_votes')
    .selectAll()
    .where('approval_id', 'in', ids)
    .orderBy('created_at')
    .execute();
}

export interface ApprovalFilter {
  workspaceId: string;
  state?: string | undefined;
  before?: string | undefined;
}

export function pageOfApprovals(db: Database, filter: ApprovalFilter, limit: number): Promise<ApprovalRow[]> {
  let query = db.selectFrom('approvals').selectAll().where('workspace_id', '=', filter.workspaceId);
  if (filter.state) query = query.where('state', '=', filter.state);
  if (filter.before) query = query.where('id', '<', filter.before);
  return query.orderBy('id', 'desc').limit(limit).execute();
}
