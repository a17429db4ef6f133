import assert from 'node:assert/strict';
import type { Database } from '../db/index.ts';
import { createAttempts, createUser, findUserByEmail, hashPassword } from '../identity/index.ts';
import { isProblem } from '../problem/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertMember, insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import type { Role } from './contract.ts';
import { grant, permit } from './granted.ts';
import { acceptInvitation, INVITATION_DAYS, invite, revokeInvitation } from './invitations.ts';
import { findInvitation, findMember, membershipsOf, pageOfInvitations } from './queries.ts';

const DAY_MS = 86_400_000;
const email = 'new@example.org';
const password = 'a long password';
const passwordHash = await hashPassword(password);

const invalid = (error: unknown) => isProblem(error, 'invitation_invalid') && error.status === 404;

async function setUp(db: Database, role: Role = 'admin') {
  const runtime = testRuntime();
  const needs = { runtime, attempts: createAttempts(runtime.now) };
  const workspaceId = await insertWorkspace(db, runtime);
  const host = await insertMember(db, runtime, workspaceId, role);
  const inviteAs = (wanted: Role) =>
    invite(db, runtime, permit(host, 'create', 'Invitation'), { email, role: wanted });
  const accept = (token: string, given = password) =>
    acceptInvitation(db, needs, { token, name: 'New', password: given });
  return { runtime, needs, workspaceId, host, inviteAs, accept };
}

onBothDatabases('an invitation makes an account that is a member in the invited role', async ({ db }) => {
  const { inviteAs, accept, workspaceId, runtime } = await setUp(db);
  const { token, id, expiresAt } = await inviteAs('developer');
  assert.equal(expiresAt, runtime.now() + INVITATION_DAYS * DAY_MS);
  const { userId } = await accept(token);
  assert.equal((await findMember(db, workspaceId, userId))?.role, 'developer');
  assert.equal((await findUserByEmail(db, email))?.id, userId);
  assert.equal((await findInvitation(db, id))?.accepted_at, runtime.now());
});

onBothDatabases('the token is stored as a hash only', async ({ db }) => {
  const { inviteAs, workspaceId } = await setUp(db);
  const { token } = await inviteAs('viewer');
  const rows = JSON.stringify(await pageOfInvitations(db, workspaceId, undefined, 10));
  assert.ok(token.startsWith('agi_') && !rows.includes(token));
});

onBothDatabases('an invitation joins once', async ({ db }) => {
  const { inviteAs, accept } = await setUp(db);
  const { token } = await inviteAs('viewer');
  await accept(token);
  await assert.rejects(accept(token), invalid);
});

onBothDatabases('of two who use one invitation at once, one joins', async ({ db }) => {
  const { inviteAs, accept, workspaceId } = await setUp(db);
  const { token } = await inviteAs('viewer');
  const race = await Promise.allSettled([accept(token), accept(token)]);
  const [joined] = race.filter((outcome) => outcome.status === 'fulfilled');
  const [lost] = race.filter((outcome) => outcome.status === 'rejected');
  assert.ok(joined && isProblem(lost?.reason), JSON.stringify(race));
  assert.ok(await findMember(db, workspaceId, joined.value.userId));
});

onBothDatabases('an invitation ends at its time, not before', async ({ db }) => {
  const { inviteAs, accept, runtime } = await setUp(db);
  const [early, late] = [await inviteAs('viewer'), await inviteAs('viewer')];
  runtime.advance(INVITATION_DAYS * DAY_MS - 1);
  await accept(early.token);
  runtime.advance(1);
  await assert.rejects(accept(late.token), invalid);
});

onBothDatabases('an invitation that was taken back, or never made, lets nobody in', async ({ db }) => {
  const { inviteAs, accept, host } = await setUp(db);
  const { token, id } = await inviteAs('viewer');
  await revokeInvitation(db, grant(host, 'delete', 'Invitation', await findInvitation(db, id)));
  for (const given of [token, 'agi_made-up', `${token}x`]) await assert.rejects(accept(given), invalid);
  assert.equal(await findUserByEmail(db, email), undefined);
});

onBothDatabases('nobody invites into a role above their own', async ({ db }) => {
  const { inviteAs, workspaceId } = await setUp(db, 'moderator');
  for (const role of ['admin', 'super_admin'] as const)
    await assert.rejects(inviteAs(role), (error) => isProblem(error, 'role_too_high'));
  assert.deepEqual(await pageOfInvitations(db, workspaceId, undefined, 10), []);
  assert.equal((await inviteAs('moderator')).role, 'moderator');
});

onBothDatabases('an existing account joins with its password, and keeps its name', async ({ db }) => {
  const { inviteAs, accept, runtime, workspaceId } = await setUp(db);
  const ann = await createUser(db, runtime, { email, name: 'Ann', passwordHash });
  const { token } = await inviteAs('editor');
  assert.deepEqual(await accept(token), { userId: ann.id });
  assert.equal((await findMember(db, workspaceId, ann.id))?.name, 'Ann');
});

onBothDatabases('the wrong password of an existing account leaves the invitation open', async ({ db }) => {
  const { inviteAs, accept, runtime } = await setUp(db);
  await createUser(db, runtime, { email, name: 'Ann', passwordHash });
  const { token } = await inviteAs('editor');
  await assert.rejects(accept(token, 'a wrong password'), (error) => isProblem(error, 'credentials_wrong'));
  await accept(token);
});

onBothDatabases('whoever holds an invitation does not get to guess passwords without end', async ({ db }) => {
  const { inviteAs, accept, needs, runtime } = await setUp(db);
  await createUser(db, runtime, { email, name: 'Ann', passwordHash });
  const { token } = await inviteAs('editor');
  let refused: unknown;
  for (let guess = 0; guess < 20 && !isProblem(refused, 'too_many_attempts'); guess++)
    refused = await accept(token, `guess number ${guess}`).catch((error: unknown) => error);
  assert.ok(isProblem(refused, 'too_many_attempts'));
  await assert.rejects(accept(token), (error) => isProblem(error, 'too_many_attempts'));
  await assert.rejects(needs.attempts.guard(email, async () => true));
});

onBothDatabases('a disabled account does not come back by an invitation', async ({ db }) => {
  const { inviteAs, accept, runtime } = await setUp(db);
  const { id } = await createUser(db, runtime, { email, name: 'Ann', passwordHash });
  await db.updateTable('users').set({ disabled_at: 1 }).where('id', '=', id).execute();
  const { token } = await inviteAs('editor');
  await assert.rejects(accept(token), (error) => isProblem(error, 'credentials_wrong'));
  assert.deepEqual(await membershipsOf(db, id), []);
});

onBothDatabases('a member is not made a member again, and keeps the role', async ({ db }) => {
  const { inviteAs, accept, workspaceId } = await setUp(db);
  const first = await inviteAs('editor');
  const second = await inviteAs('viewer');
  const { userId } = await accept(first.token);
  await assert.rejects(accept(second.token), (error) => isProblem(error, 'already_member'));
  assert.equal((await findMember(db, workspaceId, userId))?.role, 'editor');
  assert.equal((await findInvitation(db, second.id))?.accepted_at, null);
});

onBothDatabases(
  'pageOfInvitations() shows the newest first and none of another workspace',
  async ({ db }) => {
    const { inviteAs, workspaceId } = await setUp(db);
    await (await setUp(db)).inviteAs('viewer');
    const made = [await inviteAs('viewer'), await inviteAs('editor'), await inviteAs('analyst')];
    const first = await pageOfInvitations(db, workspaceId, undefined, 2);
    const second = await pageOfInvitations(db, workspaceId, first.at(-1)?.id, 2);
    assert.deepEqual(
      [...first, ...second].map(({ id }) => id),
      made.map(({ id }) => id).reverse(),
    );
  },
);
