import { type Database, inTransaction } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { ACCESS_TOKEN_SECONDS, type AccessTokens } from './access-token.ts';
import type { Attempts } from './attempts.ts';
import type { Session } from './contract.ts';
import { identityErrors } from './errors.ts';
import { hashPassword, verifyPassword } from './passwords.ts';
import { findRefreshToken, findUserByEmail, revokeFamily, useRefreshToken } from './queries.ts';
import { hashToken, newSecretToken } from './secret-tokens.ts';

/** A session ends when it was not refreshed for this long. */
export const REFRESH_TOKEN_DAYS = 30;
const DAY_MS = 86_400_000;
const MAX_USER_AGENT_LENGTH = 250;

export interface SessionNeeds {
  runtime: Runtime;
  tokens: AccessTokens;
  attempts: Attempts;
}

/** An unknown e-mail costs as much time as a wrong password. */
let decoy: Promise<string> | undefined;

/** Answers the user whose password it is. Throws `credentials_wrong` or `too_many_attempts`. */
export async function authenticateUser(
  db: Database,
  attempts: Attempts,
  { email, password }: { email: string; password: string },
): Promise<{ userId: string }> {
  const user = await findUserByEmail(db, email);
  const proved = await attempts.guard(email, async () => {
    decoy ??= hashPassword('decoy');
    const right = await verifyPassword(password, user?.password_hash ?? (await decoy));
    return right && user !== undefined && user.disabled_at === null;
  });
  if (!proved || !user) throw identityErrors.credentials_wrong();
  return { userId: user.id };
}

/** Throws like `authenticateUser`. */
export async function signIn(
  db: Database,
  needs: SessionNeeds,
  credentials: { email: string; password: string; userAgent?: string | undefined },
): Promise<Session> {
  const { userId } = await authenticateUser(db, needs.attempts, credentials);
  return openSession(db, needs, userId, credentials.userAgent);
}

/** Opens a session for a user who has proved who they are. */
export async function openSession(
  db: Database,
  needs: Pick<SessionNeeds, 'runtime' | 'tokens'>,
  userId: string,
  userAgent?: string,
): Promise<Session> {
  const now = needs.runtime.now();
  const family = {
    id: needs.runtime.newId(),
    user_id: userId,
    user_agent: userAgent?.slice(0, MAX_USER_AGENT_LENGTH) ?? null,
    created_at: now,
    used_at: now,
    revoked_at: null,
  };
  const refreshToken = await inTransaction(db, async (tx) => {
    await tx.insertInto('session_families').values(family).execute();
    return issueRefreshToken(tx, needs.runtime, family.id);
  });
  return present(needs, userId, family.id, refreshToken);
}

async function issueRefreshToken(db: Database, runtime: Runtime, familyId: string): Promise<string> {
  const token = newSecretToken(runtime, 'agr');
  const now = runtime.now();
  const row = {
    hash: hashToken(token),
    family_id: familyId,
    issued_at: now,
    expires_at: now + REFRESH_TOKEN_DAYS * DAY_MS,
    used_at: null,
  };
  await db.insertInto('refresh_tokens').values(row).execute();
  return token;
}

async function present(
  needs: Pick<SessionNeeds, 'tokens'>,
  userId: string,
  sessionId: string,
  refreshToken: string,
): Promise<Session> {
  const accessToken = await needs.tokens.issue(userId, sessionId);
  return { accessToken, refreshToken, expiresInSeconds: ACCESS_TOKEN_SECONDS };
}

type Rotation =
  | { kind: 'rotated'; userId: string; sessionId: string; refreshToken: string }
  | { kind: 'invalid' }
  | { kind: 'reused'; sessionId: string };

/** The outcome is a value, not an exception, so that a revocation is committed and not rolled back. */
async function rotate(db: Database, runtime: Runtime, token: string): Promise<Rotation> {
  const now = runtime.now();
  const row = await findRefreshToken(db, hashToken(token));
  if (!row || row.revoked_at !== null || row.expires_at <= now) return { kind: 'invalid' };
  const first = row.used_at === null && (await useRefreshToken(db, row.hash, now));
  if (!first) {
    await revokeFamily(db, row.family_id, now);
    return { kind: 'reused', sessionId: row.family_id };
  }
  await db.updateTable('session_families').set({ used_at: now }).where('id', '=', row.family_id).execute();
  const refreshToken = await issueRefreshToken(db, runtime, row.family_id);
  return { kind: 'rotated', userId: row.user_id, sessionId: row.family_id, refreshToken };
}

/** Trades a refresh token for a new pair. A second use of one revokes the whole family (RFC 9700, 4.14). */
export async function refreshSession(
  db: Database,
  needs: Pick<SessionNeeds, 'runtime' | 'tokens'>,
  token: string,
): Promise<Session> {
  const outcome = await inTransaction(db, (tx) => rotate(tx, needs.runtime, token));
  switch (outcome.kind) {
    case 'invalid':
      throw identityErrors.refresh_token_invalid();
    case 'reused':
      needs.tokens.forget(outcome.sessionId);
      throw identityErrors.refresh_token_reused();
    case 'rotated':
      return present(needs, outcome.userId, outcome.sessionId, outcome.refreshToken);
  }
}

export async function signOut(
  db: Database,
  needs: Pick<SessionNeeds, 'runtime' | 'tokens'>,
  sessionId: string,
): Promise<void> {
  await revokeFamily(db, sessionId, needs.runtime.now());
  needs.tokens.forget(sessionId);
}
