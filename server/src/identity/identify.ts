import type { Database } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import type { AccessTokens } from './access-token.ts';
import { identityErrors } from './errors.ts';
import { KEY_PREFIX } from './keys.ts';
import { findKeyByHash, findLiveFamily } from './queries.ts';
import { hashToken } from './secret-tokens.ts';

/** How stale the "last used" time of a key may be: it is not written on every request. */
const KEY_USE_RESOLUTION_MS = 60_000;

/** Who is calling, and by which proof. */
export type Caller =
  | { via: 'session'; userId: string; sessionId: string }
  | { via: 'key'; userId: string; keyId: string; workspaceId: string };

async function identifyKey(db: Database, runtime: Runtime, key: string): Promise<Caller> {
  const now = runtime.now();
  const row = await findKeyByHash(db, hashToken(key));
  if (!row || (row.expires_at !== null && row.expires_at <= now)) throw identityErrors.token_invalid();
  if (now - (row.used_at ?? 0) > KEY_USE_RESOLUTION_MS) {
    await db.updateTable('api_keys').set({ used_at: now }).where('id', '=', row.id).execute();
  }
  return { via: 'key', userId: row.user_id, keyId: row.id, workspaceId: row.workspace_id };
}

/**
 * Says who holds a bearer token: an access token of a live session, or an API key.
 * Throws `token_invalid` for anything else.
 */
export async function identify(
  db: Database,
  needs: { runtime: Runtime; tokens: AccessTokens },
  token: string,
): Promise<Caller> {
  if (token.startsWith(`${KEY_PREFIX}_`)) return identifyKey(db, needs.runtime, token);
  const claims = await needs.tokens.verify(token);
  const family = await findLiveFamily(db, claims.sessionId);
  if (!family) throw identityErrors.token_invalid();
  return { via: 'session', userId: claims.userId, sessionId: claims.sessionId };
}
