import assert from 'node:assert/strict';
import type { Database, DatabaseHandle } from '../db/index.ts';
import { isProblem } from '../problem/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertMember, insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import type { Role } from './contract.ts';
import { grant } from './granted.ts';
import { changeRole, presentMember, removeMember } from './members.ts';
import type { Principal } from './principal.ts';
import { countSuperAdmins, findMember, membershipsOf, pageOfMembers } from './queries.ts';

async function workspaceWith<R extends Role>({ db }: DatabaseHandle, ...roles: R[]) {
  const runtime = testRuntime();
  const workspaceId = await insertWorkspace(db, runtime);
  const people: Principal[] = [];
  for (const role of roles) people.push(await insertMember(db, runtime, workspaceId, role));
  return { db, workspaceId, people };
}

/** Every workspace has a super_admin: tests about others need one beside them. */
async function addSuperAdmin({ db }: DatabaseHandle, beside: Principal): Promise<Principal> {
  return insertMember(db, testRuntime(), beside.workspaceId, 'super_admin');
}

async function memberFor(db: Database, by: Principal, userId: string) {
  return findMember(db, by.workspaceId, userId);
}

const editing = async (db: Database, by: Principal, whom: Principal) =>
  grant(by, 'edit', 'Member', await memberFor(db, by, whom.userId));
const deleting = async (db: Database, by: Principal, whom: Principal) =>
  grant(by, 'delete', 'Member', await memberFor(db, by, whom.userId));

const tooHigh = (error: unknown) => isProblem(error, 'role_too_high');
const lastOne = (error: unknown) => isProblem(error, 'last_super_admin');

onBothDatabases('changeRole() changes the role and answers the member as it is now', async (handle) => {
  const { db, people } = await workspaceWith(handle, 'admin', 'viewer');
  const [admin, viewer] = people as [Principal, Principal];
  await addSuperAdmin(handle, admin);
  const changed = presentMember(await changeRole(db, await editing(db, admin, viewer), 'developer'));
  assert.deepEqual([changed.userId, changed.role], [viewer.userId, 'developer']);
  assert.equal((await memberFor(db, admin, viewer.userId))?.role, 'developer');
});

onBothDatabases('nobody gives a role above their own, or touches who is above them', async (handle) => {
  const { db, people } = await workspaceWith(handle, 'admin', 'super_admin', 'editor');
  const [admin, top, editor] = people as [Principal, Principal, Principal];
  await assert.rejects(changeRole(db, await editing(db, admin, editor), 'super_admin'), tooHigh);
  await assert.rejects(changeRole(db, await editing(db, admin, top), 'viewer'), tooHigh);
  await assert.rejects(removeMember(db, await deleting(db, admin, top)), tooHigh);
  assert.equal((await memberFor(db, admin, editor.userId))?.role, 'editor');
  assert.equal((await memberFor(db, admin, top.userId))?.role, 'super_admin');
});

onBothDatabases('the last super_admin is neither demoted nor removed', async (handle) => {
  const { db, people, workspaceId } = await workspaceWith(handle, 'super_admin', 'admin');
  const [top] = people as [Principal];
  await assert.rejects(changeRole(db, await editing(db, top, top), 'admin'), lastOne);
  await assert.rejects(removeMember(db, await deleting(db, top, top)), lastOne);
  assert.equal(await countSuperAdmins(db, workspaceId), 1);
  const second = await addSuperAdmin(handle, top);
  await changeRole(db, await editing(db, top, top), 'admin');
  await assert.rejects(removeMember(db, await deleting(db, second, second)), lastOne);
});

onBothDatabases('a super_admin of another workspace does not count', async (handle) => {
  const { db, people } = await workspaceWith(handle, 'super_admin');
  await workspaceWith(handle, 'super_admin');
  const [top] = people as [Principal];
  await assert.rejects(removeMember(db, await deleting(db, top, top)), lastOne);
});

onBothDatabases('two super_admins who demote each other at once leave one', async (handle) => {
  const { db, people, workspaceId } = await workspaceWith(handle, 'super_admin', 'super_admin');
  const [ann, bob] = people as [Principal, Principal];
  const duel = await Promise.allSettled([
    changeRole(db, await editing(db, ann, bob), 'viewer'),
    changeRole(db, await editing(db, bob, ann), 'viewer'),
  ]);
  assert.equal(await countSuperAdmins(db, workspaceId), 1);
  const lost = duel.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
  assert.ok(lastOne(lost.reason), String(lost.reason));
});

onBothDatabases('removeMember() takes away this membership and no other', async (handle) => {
  const { db, people } = await workspaceWith(handle, 'super_admin', 'editor');
  const [top, editor] = people as [Principal, Principal];
  const elsewhere = await insertWorkspace(db, testRuntime());
  await db
    .insertInto('memberships')
    .values({ workspace_id: elsewhere, user_id: editor.userId, role: 'viewer', created_at: 1 })
    .execute();
  await removeMember(db, await deleting(db, top, editor));
  const left = await membershipsOf(db, editor.userId);
  assert.deepEqual(
    left.map(({ id, role }) => [id, role]),
    [[elsewhere, 'viewer']],
  );
});

onBothDatabases('pageOfMembers() goes through all members of one workspace, each once', async (handle) => {
  const { db, people, workspaceId } = await workspaceWith(
    handle,
    'super_admin',
    'viewer',
    'viewer',
    'editor',
  );
  await workspaceWith(handle, 'viewer');
  const seen: string[] = [];
  for (let after: string | undefined; ; after = seen.at(-1)) {
    const rows = await pageOfMembers(db, workspaceId, after, 3);
    if (rows.length === 0) break;
    seen.push(...rows.map((row) => row.user_id));
  }
  assert.deepEqual(seen, people.map(({ userId }) => userId).sort());
});
