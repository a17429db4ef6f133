import type { Cache } from '@agenticgen/cache';
import type { Context, MiddlewareHandler, Next } from 'hono';
import type { Database } from '../db/index.ts';
import type { HttpVariables } from '../http/index.ts';
import {
  type AccessTokens,
  hashToken,
  type IdentityVariables,
  identify,
  identityErrors,
} from '../identity/index.ts';
import type { Runtime } from '../runtime/index.ts';
import { type Principal, principalOf } from './principal.ts';

/** How long another process may go on with rights that were taken away in this one. */
export const PRINCIPAL_TTL_MS = 10_000;

export interface AccessVariables extends IdentityVariables {
  principal: Principal;
}

export interface AuthenticateNeeds {
  db: Database;
  runtime: Runtime;
  tokens: AccessTokens;
  cache: Cache<Principal>;
}

type Env = { Variables: HttpVariables & AccessVariables };

const BEARER = /^bearer ([^ ]+)$/i;

const userTag = (userId: string) => `user:${userId}`;

function bearer(header: string | undefined): string {
  const token = BEARER.exec(header ?? '')?.[1];
  if (!token) throw identityErrors.token_missing();
  return token;
}

/**
 * Demands a bearer token and sets `caller`, `workspaceId` and `principal`.
 * A principal that was found is remembered for a moment, so that a read costs no query and no signature check.
 */
export function authenticate(needs: AuthenticateNeeds): MiddlewareHandler<Env> {
  async function find(token: string, workspace: string | undefined): Promise<Principal> {
    const caller = await identify(needs.db, needs, token);
    return principalOf(needs.db, caller, workspace);
  }

  function remembered(key: string, token: string): Principal | undefined {
    const principal = needs.cache.getSync(key);
    const isSession = principal?.caller.via === 'session';
    return isSession && !needs.tokens.remembered(token) ? undefined : principal;
  }

  function place(c: Context<Env>, principal: Principal): void {
    c.set('caller', principal.caller);
    c.set('workspaceId', principal.workspaceId);
    c.set('principal', principal);
  }

  async function look(
    c: Context<Env>,
    next: Next,
    key: string,
    token: string,
    workspace: string | undefined,
  ) {
    // What lies there is of a token that is expired or forgotten. It goes first: a token that is found to be
    // revoked has been verified meanwhile, and would be let in by what is remembered.
    await needs.cache.delete(key);
    const principal = await find(token, workspace);
    await needs.cache.set(key, principal, { ttlMs: PRINCIPAL_TTL_MS, tags: [userTag(principal.userId)] });
    place(c, principal);
    await next();
  }

  return function authenticate(c, next) {
    const token = bearer(c.req.header('authorization'));
    const workspace = c.req.header('x-workspace-id');
    // Keys are hashed so that no secret lies in the cache; an access token is short-lived and used as it is.
    const key = `${token.startsWith('ag') ? hashToken(token) : token}|${workspace ?? ''}`;
    const principal = remembered(key, token);
    if (!principal) return look(c, next, key, token, workspace);
    place(c, principal);
    return next();
  };
}

/** Forgets what is remembered of a user whose rights, name or sessions changed. */
export function forgetPrincipals(cache: Cache<Principal>, userId: string): Promise<void> {
  return cache.invalidateTag(userTag(userId));
}
