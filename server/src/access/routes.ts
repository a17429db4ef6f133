import type { Database } from '../db/index.ts';
import { createRouter, toPage } from '../http/index.ts';
import { openSession, type SessionNeeds } from '../identity/index.ts';
import type { AccessVariables } from './authenticate.ts';
import * as contract from './contract.ts';
import { grant, permit } from './granted.ts';
import { acceptInvitation, invite, presentInvitation, revokeInvitation } from './invitations.ts';
import { changeRole, presentMember, removeMember } from './members.ts';
import { findInvitation, findMember, pageOfInvitations, pageOfMembers } from './queries.ts';
import { checkSetupCode, isSetupRequired, makeOwner } from './setup.ts';
import { createWorkspace } from './workspaces.ts';

export interface AccessRouteNeeds {
  db: Database;
  sessions: SessionNeeds;
  version: string;
  /** What the console printed; null where there was an owner at the start. */
  setupCode: string | null;
  /** Told after a change, so that what is remembered of the user is dropped. */
  onUserChanged(userId: string): void;
}

/** What can be asked before signing in. */
export function publicAccessRoutes(needs: AccessRouteNeeds) {
  const { db, sessions, version, setupCode } = needs;
  const router = createRouter();

  router.openapi(contract.getSetup, async (c) =>
    c.json({ required: await isSetupRequired(db), version }, 200),
  );

  router.openapi(contract.setUp, async (c) => {
    const { code, ...owner } = c.req.valid('json');
    await checkSetupCode(sessions.attempts, code, setupCode);
    const { userId } = await makeOwner(db, sessions.runtime, owner);
    return c.json(await openSession(db, sessions, userId, c.req.header('user-agent')), 201);
  });

  router.openapi(contract.acceptInvitation, async (c) => {
    const { userId } = await acceptInvitation(db, sessions, c.req.valid('json'));
    needs.onUserChanged(userId);
    return c.json(await openSession(db, sessions, userId, c.req.header('user-agent')), 201);
  });

  return router;
}

export function accessRoutes({ db, sessions, onUserChanged }: AccessRouteNeeds) {
  const { runtime } = sessions;
  const router = createRouter<AccessVariables>();

  router.openapi(contract.getMe, (c) => c.json(c.get('principal').me, 200));

  router.openapi(contract.createWorkspace, async (c) => {
    const { userId } = permit(c.var.principal, 'create', 'Workspace').by;
    const workspace = await createWorkspace(db, runtime, userId, c.req.valid('json').name);
    onUserChanged(userId);
    return c.json(workspace, 201);
  });

  router.openapi(contract.listMembers, async (c) => {
    const { by } = permit(c.var.principal, 'read', 'Member');
    const { cursor, limit } = c.req.valid('query');
    const rows = await pageOfMembers(db, by.workspaceId, cursor, limit + 1);
    return c.json(
      toPage(rows, limit, presentMember, (row) => row.user_id),
      200,
    );
  });

  router.openapi(contract.changeRole, async (c) => {
    const { principal } = c.var;
    const { userId } = c.req.valid('param');
    const member = grant(principal, 'edit', 'Member', await findMember(db, principal.workspaceId, userId));
    const changed = await changeRole(db, member, c.req.valid('json').role);
    onUserChanged(userId);
    return c.json(presentMember(changed), 200);
  });

  router.openapi(contract.removeMember, async (c) => {
    const { principal } = c.var;
    const { userId } = c.req.valid('param');
    const member = grant(principal, 'delete', 'Member', await findMember(db, principal.workspaceId, userId));
    await removeMember(db, member);
    onUserChanged(userId);
    return c.body(null, 204);
  });

  router.openapi(contract.listInvitations, async (c) => {
    const { by } = permit(c.var.principal, 'read', 'Invitation');
    const { cursor, limit } = c.req.valid('query');
    const rows = await pageOfInvitations(db, by.workspaceId, cursor, limit + 1);
    return c.json(
      toPage(rows, limit, presentInvitation, (row) => row.id),
      200,
    );
  });

  router.openapi(contract.invite, async (c) => {
    const allowed = permit(c.var.principal, 'create', 'Invitation');
    return c.json(await invite(db, runtime, allowed, c.req.valid('json')), 201);
  });

  router.openapi(contract.revokeInvitation, async (c) => {
    const found = await findInvitation(db, c.req.valid('param').id);
    await revokeInvitation(db, grant(c.var.principal, 'delete', 'Invitation', found));
    return c.body(null, 204);
  });

  return router;
}
