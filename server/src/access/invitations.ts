import { type Database, inTransaction } from '../db/index.ts';
import {
  type Attempts,
  authenticateUser,
  createUser,
  findUserByEmail,
  hashPassword,
  hashToken,
  newSecretToken,
} from '../identity/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { Role } from './contract.ts';
import { accessErrors } from './errors.ts';
import type { Granted, Permit } from './granted.ts';
import { assertWithinRank } from './members.ts';
import { findInvitationByToken, findMember, type InvitationRow, takeInvitation } from './queries.ts';
import { join } from './workspaces.ts';

export const INVITATION_DAYS = 7;
const DAY_MS = 86_400_000;

export function presentInvitation(row: InvitationRow) {
  return {
    id: row.id,
    email: row.email,
    role: row.role as Role,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    acceptedAt: row.accepted_at,
  };
}

/** The token is in this answer and nowhere else. Throws `role_too_high`. */
export async function invite(
  db: Database,
  runtime: Runtime,
  permit: Permit<'create', 'Invitation'>,
  wanted: { email: string; role: Role },
) {
  assertWithinRank(permit.by.role, wanted.role);
  const token = newSecretToken(runtime, 'agi');
  const now = runtime.now();
  const row: InvitationRow = {
    id: runtime.newId(),
    workspace_id: permit.by.workspaceId,
    email: wanted.email,
    role: wanted.role,
    token_hash: hashToken(token),
    invited_by: permit.by.userId,
    created_at: now,
    expires_at: now + INVITATION_DAYS * DAY_MS,
    accepted_at: null,
  };
  await db.insertInto('invitations').values(row).execute();
  return { ...presentInvitation(row), token };
}

export async function revokeInvitation(
  db: Database,
  invitation: Granted<'delete', InvitationRow>,
): Promise<void> {
  await db.deleteFrom('invitations').where('id', '=', invitation.record.id).execute();
}

type Account = { kind: 'existing'; userId: string } | { kind: 'new'; passwordHash: string };

/** Done before the transaction: it takes tens of milliseconds, and a failed proof has to be counted. */
async function accountFor(
  db: Database,
  attempts: Attempts,
  credentials: { email: string; password: string },
): Promise<Account> {
  const isKnown = await findUserByEmail(db, credentials.email);
  if (!isKnown) return { kind: 'new', passwordHash: await hashPassword(credentials.password) };
  return { kind: 'existing', ...(await authenticateUser(db, attempts, credentials)) };
}

/**
 * Joins the account that has the invited e-mail already, if the password proves it, or a new one.
 * Throws `invitation_invalid`, `already_member`, and for an existing account like `authenticateUser`.
 */
export async function acceptInvitation(
  db: Database,
  { runtime, attempts }: { runtime: Runtime; attempts: Attempts },
  given: { token: string; name: string; password: string },
): Promise<{ userId: string }> {
  const invitation = await findInvitationByToken(db, hashToken(given.token));
  const now = runtime.now();
  if (!invitation || invitation.accepted_at !== null || invitation.expires_at <= now) {
    throw accessErrors.invitation_invalid();
  }
  const { email, workspace_id, role } = invitation;
  const account = await accountFor(db, attempts, { email, password: given.password });
  return inTransaction(db, async (tx) => {
    if (!(await takeInvitation(tx, invitation.id, now))) throw accessErrors.invitation_invalid();
    const userId =
      account.kind === 'existing'
        ? account.userId
        : (await createUser(tx, runtime, { email, name: given.name, passwordHash: account.passwordHash })).id;
    if (await findMember(tx, workspace_id, userId)) throw accessErrors.already_member();
    await join(tx, runtime, workspace_id, userId, role as Role);
    return { userId };
  });
}
