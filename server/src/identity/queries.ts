import type { Database } from '../db/index.ts';

export function findUser(db: Database, id: string) {
  return db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
}

export function findUserByEmail(db: Database, email: string) {
  return db.selectFrom('users').selectAll().where('email', '=', email).executeTakeFirst();
}

export async function hasUsers(db: Database): Promise<boolean> {
  return (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export function findRefreshToken(db: Database, hash: string) {
  return db
    .selectFrom('refresh_tokens')
    .innerJoin('session_families', 'session_families.id', 'refresh_tokens.family_id')
    .innerJoin('users', 'users.id', 'session_families.user_id')
    .select([
      'refresh_tokens.hash',
      'refresh_tokens.family_id',
      'refresh_tokens.expires_at',
      'refresh_tokens.used_at',
      'session_families.user_id',
      'session_families.revoked_at',
    ])
    .where('refresh_tokens.hash', '=', hash)
    .where('users.disabled_at', 'is', null)
    .executeTakeFirst();
}

/** Marks the token used; false where somebody else did so first. */
export async function useRefreshToken(db: Database, hash: string, now: number): Promise<boolean> {
  const result = await db
    .updateTable('refresh_tokens')
    .set({ used_at: now })
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function revokeFamily(db: Database, id: string, now: number): Promise<void> {
  await db
    .updateTable('session_families')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .execute();
}

export function findLiveFamily(db: Database, id: string) {
  return db
    .selectFrom('session_families')
    .innerJoin('users', 'users.id', 'session_families.user_id')
    .select(['session_families.id', 'session_families.user_id'])
    .where('session_families.id', '=', id)
    .where('session_families.revoked_at', 'is', null)
    .where('users.disabled_at', 'is', null)
    .executeTakeFirst();
}

export function findKeyByHash(db: Database, hash: string) {
  return db
    .selectFrom('api_keys')
    .innerJoin('users', 'users.id', 'api_keys.user_id')
    .select([
      'api_keys.id',
      'api_keys.user_id',
      'api_keys.workspace_id',
      'api_keys.expires_at',
      'api_keys.used_at',
    ])
    .where('api_keys.hash', '=', hash)
    .where('users.disabled_at', 'is', null)
    .executeTakeFirst();
}

export function listKeysOf(db: Database, userId: string, before: string | undefined, limit: number) {
  const query = db.selectFrom('api_keys').selectAll().where('user_id', '=', userId);
  const paged = before ? query.where('id', '<', before) : query;
  return paged.orderBy('id', 'desc').limit(limit).execute();
}

export async function removeKey(db: Database, userId: string, id: string): Promise<boolean> {
  const result = await db
    .deleteFrom('api_keys')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return result.numDeletedRows === 1n;
}
