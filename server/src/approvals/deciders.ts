import type { Principal } from '../access/index.ts';
import type { ApprovalRow } from './queries.ts';

/** Who is asked where nobody is named. */
export const DEFAULT_ROLES = ['super_admin', 'admin', 'moderator'];

/** Whether a person is one of those who are asked. Who asked may decide alone only where one vote is enough. */
export function isAsked({ userId, role }: Principal, approval: ApprovalRow): boolean {
  const users = JSON.parse(approval.users) as string[];
  const roles = JSON.parse(approval.roles) as string[];
  if (users.length === 0 && roles.length === 0) {
    return DEFAULT_ROLES.includes(role) || userId === approval.created_by;
  }
  return users.includes(userId) || roles.includes(role);
}

/** Two-person rule: with more than one vote, the person in whose name it is asked has none. */
export function isOwnQuestion({ userId }: Principal, approval: ApprovalRow): boolean {
  return approval.votes_needed > 1 && userId === approval.created_by;
}

export function mayDecide(by: Principal, approval: ApprovalRow, voted: readonly string[]): boolean {
  const isOpen = approval.state === 'pending' && !voted.includes(by.userId);
  return isOpen && isAsked(by, approval) && !isOwnQuestion(by, approval);
}

/** Those who are asked see it, and so does who asked. */
export function maySee(by: Principal, approval: ApprovalRow): boolean {
  return isAsked(by, approval) || by.userId === approval.created_by || DEFAULT_ROLES.includes(by.role);
}
