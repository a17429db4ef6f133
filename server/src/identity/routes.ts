import type { Database } from '../db/index.ts';
import { createRouter, toPage } from '../http/index.ts';
import * as contract from './contract.ts';
import { identityErrors } from './errors.ts';
import type { Caller } from './identify.ts';
import { createKey, deleteKey, presentKey } from './keys.ts';
import { listKeysOf } from './queries.ts';
import { refreshSession, type SessionNeeds, signIn, signOut } from './sessions.ts';
import { updateUser } from './users.ts';

/** Set by the authentication middleware in front of every route that is not public. */
export interface IdentityVariables {
  caller: Caller;
  workspaceId: string;
}

export interface IdentityRouteNeeds extends SessionNeeds {
  db: Database;
  /** Told after a change, so that what is remembered of the user is dropped. */
  onUserChanged(userId: string): void;
}

export function identityRoutes(needs: IdentityRouteNeeds) {
  const { db, runtime } = needs;
  const router = createRouter<IdentityVariables>();

  router.openapi(contract.signIn, async (c) => {
    const { email, password } = c.req.valid('json');
    return c.json(await signIn(db, needs, { email, password, userAgent: c.req.header('user-agent') }), 201);
  });

  router.openapi(contract.refreshSession, async (c) =>
    c.json(await refreshSession(db, needs, c.req.valid('json').refreshToken), 201),
  );

  router.openapi(contract.signOut, async (c) => {
    const { caller } = c.var;
    if (caller.via !== 'session') throw identityErrors.session_needed();
    await signOut(db, needs, caller.sessionId);
    needs.onUserChanged(caller.userId);
    return c.body(null, 204);
  });

  router.openapi(contract.updateMe, async (c) => {
    const user = await updateUser(db, c.var.caller.userId, c.req.valid('json'));
    needs.onUserChanged(user.id);
    return c.json(user, 200);
  });

  router.openapi(contract.listKeys, async (c) => {
    const { cursor, limit } = c.req.valid('query');
    const rows = await listKeysOf(db, c.var.caller.userId, cursor, limit + 1);
    return c.json(
      toPage(rows, limit, presentKey, (row) => row.id),
      200,
    );
  });

  router.openapi(contract.createKey, async (c) => {
    const { caller, workspaceId } = c.var;
    if (caller.via !== 'session') throw identityErrors.session_needed();
    const wanted = { ...c.req.valid('json'), userId: caller.userId, workspaceId };
    return c.json(await createKey(db, runtime, wanted), 201);
  });

  router.openapi(contract.deleteKey, async (c) => {
    await deleteKey(db, c.var.caller.userId, c.req.valid('param').id);
    needs.onUserChanged(c.var.caller.userId);
    return c.body(null, 204);
  });

  return router;
}
