import { abilityFor, type Principal, type Role, rulesFor } from '../access/index.ts';
import type { Database } from '../db/index.ts';
import type { Runtime } from '../runtime/index.ts';

/** A user row without a usable password: hashing takes its time, and few tests sign in. */
export async function insertUser(db: Database, runtime: Runtime, email: string): Promise<string> {
  const id = runtime.newId();
  await db
    .insertInto('users')
    .values({
      id,
      email,
      name: email.split('@')[0] ?? email,
      password_hash: 'none',
      locale: null,
      created_at: runtime.now(),
      disabled_at: null,
    })
    .execute();
  return id;
}

export async function insertWorkspace(db: Database, runtime: Runtime, name = 'Workspace'): Promise<string> {
  const id = runtime.newId();
  await db.insertInto('workspaces').values({ id, name, created_at: runtime.now() }).execute();
  return id;
}

/** Somebody in a role, without a database. */
export function principalFor(userId: string, workspaceId: string, role: Role): Principal {
  const workspace = { id: workspaceId, name: 'Workspace', role };
  const user = { id: userId, email: `${userId}@example.org`, name: userId, locale: null };
  return {
    caller: { via: 'session', userId, sessionId: 'session' },
    userId,
    workspaceId,
    role,
    ability: abilityFor(role, userId),
    me: { user, workspace, workspaces: [workspace], rules: rulesFor(role, userId) },
  };
}

/** A member of a workspace, in the database. */
export async function insertMember(
  db: Database,
  runtime: Runtime,
  workspaceId: string,
  role: Role,
  email = `${role}-${runtime.newId()}@example.org`,
): Promise<Principal> {
  const userId = await insertUser(db, runtime, email);
  const row = { workspace_id: workspaceId, user_id: userId, role, created_at: runtime.now() };
  await db.insertInto('memberships').values(row).execute();
  return principalFor(userId, workspaceId, role);
}
