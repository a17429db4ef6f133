import { type Database, inTransaction } from '../db/index.ts';
import {
  createUser,
  findUserByEmail,
  hashPassword,
  hashToken,
  identityErrors,
  newSecretToken,
  verifyPassword,
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

/** The account that the e-mail has already, if the password proves it, or a new one. */
async function accountOf(db: Database, runtime: Runtime, email: string, name: string, secret: Secret) {
  const existing = await findUserByEmail(db, email);
  if (!existing) return createUser(db, runtime, { email, name, passwordHash: secret.hash });
  if (!secret.proves) throw identityErrors.credentials_wrong();
  return existing;
}

interface Secret {
  hash: string;
  proves: boolean;
}

async function prove(db: Database, email: string, password: string): Promise<Secret> {
  const existing = await findUserByEmail(db, email);
  if (!existing) return { hash: await hashPassword(password), proves: false };
  return { hash: existing.password_hash, proves: await verifyPassword(password, existing.password_hash) };
}

/** Throws `invitation_invalid`, `already_member`, or `credentials_wrong` for an existing account. */
export async function acceptInvitation(
  db: Database,
  runtime: Runtime,
  given: { token: string; name: string; password: string },
): Promise<{ userId: string }> {
  const invitation = await findInvitationByToken(db, hashToken(given.token));
  const now = runtime.now();
  if (!invitation || invitation.accepted_at !== null || invitation.expires_at <= now) {
    throw accessErrors.invitation_invalid();
  }
  const secret = await prove(db, invitation.email, given.password);
  return inTransaction(db, async (tx) => {
    if (!(await takeInvitation(tx, invitation.id, now))) throw accessErrors.invitation_invalid();
    const user = await accountOf(tx, runtime, invitation.email, given.name, secret);
    if (await findMember(tx, invitation.workspace_id, user.id)) throw accessErrors.already_member();
    await join(tx, runtime, invitation.workspace_id, user.id, invitation.role as Role);
    return { userId: user.id };
  });
}
