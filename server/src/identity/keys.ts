import type { Database } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { identityErrors } from './errors.ts';
import { type listKeysOf, removeKey } from './queries.ts';
import { hashToken, newSecretToken } from './secret-tokens.ts';

export const KEY_PREFIX = 'agk';
/** Characters of a key that are kept readable, so that its owner can tell keys apart. */
const SHOWN_LENGTH = 10;
const DAY_MS = 86_400_000;

export interface NewKey {
  userId: string;
  workspaceId: string;
  name: string;
  expiresInDays?: number | undefined;
}

type KeyRow = Awaited<ReturnType<typeof listKeysOf>>[number];

export function presentKey(row: KeyRow) {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    createdAt: row.created_at,
    usedAt: row.used_at,
    expiresAt: row.expires_at,
  };
}

/** Makes a key for a user in one workspace. The key itself is in this answer and nowhere else. */
export async function createKey(db: Database, runtime: Runtime, wanted: NewKey) {
  const key = newSecretToken(runtime, KEY_PREFIX);
  const now = runtime.now();
  const row: KeyRow = {
    id: runtime.newId(),
    user_id: wanted.userId,
    workspace_id: wanted.workspaceId,
    name: wanted.name,
    prefix: key.slice(0, SHOWN_LENGTH),
    hash: hashToken(key),
    created_at: now,
    used_at: null,
    expires_at: wanted.expiresInDays ? now + wanted.expiresInDays * DAY_MS : null,
  };
  await db.insertInto('api_keys').values(row).execute();
  return { ...presentKey(row), key };
}

/** Throws `key_unknown` where the user has no key with this id. */
export async function deleteKey(db: Database, userId: string, id: string): Promise<void> {
  if (!(await removeKey(db, userId, id))) throw identityErrors.key_unknown();
}
