import type { Database } from '../db/index.ts';
import { type Caller, findUser, identityErrors, presentUser } from '../identity/index.ts';
import { type Ability, abilityFor, rulesFor } from './ability.ts';
import type { Me, Role } from './contract.ts';
import { accessErrors } from './errors.ts';
import { membershipsOf } from './queries.ts';

/** A caller in one workspace: who asks, in which role, and what that allows. */
export interface Principal {
  caller: Caller;
  userId: string;
  workspaceId: string;
  role: Role;
  ability: Ability;
  me: Me;
}

/**
 * Places a caller in a workspace: the one asked for, the one of the API key, or the first joined.
 * Throws `workspace_unknown` where the caller is no member of it.
 */
export async function principalOf(
  db: Database,
  caller: Caller,
  wanted: string | undefined,
): Promise<Principal> {
  const [user, workspaces] = await Promise.all([
    findUser(db, caller.userId),
    membershipsOf(db, caller.userId),
  ]);
  if (!user || user.disabled_at !== null) throw identityErrors.token_invalid();
  const bound = caller.via === 'key' ? caller.workspaceId : undefined;
  if (bound && wanted && wanted !== bound) throw accessErrors.workspace_unknown();
  const id = bound ?? wanted ?? workspaces[0]?.id;
  const workspace = workspaces.find((candidate) => candidate.id === id);
  if (!workspace) throw accessErrors.workspace_unknown();
  const { role } = workspace;
  const me = { user: presentUser(user), workspace, workspaces, rules: rulesFor(role, user.id) };
  return { caller, userId: user.id, workspaceId: workspace.id, role, ability: abilityFor(role, user.id), me };
}

/** Acts for a user without a request: what a run does in the background. Throws like `principalOf`. */
export function principalForRun(db: Database, userId: string, workspaceId: string): Promise<Principal> {
  return principalOf(db, { via: 'key', userId, keyId: 'run', workspaceId }, workspaceId);
}
