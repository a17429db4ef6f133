import assert from 'node:assert/strict';
import type { Database } from '../db/index.ts';
import { isProblem } from '../problem/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { testRuntime } from '../testing/runtime.ts';
import { ACCESS_TOKEN_SECONDS, createAccessTokens } from './access-token.ts';
import { createAttempts, MAX_FAILED_ATTEMPTS } from './attempts.ts';
import { identify } from './identify.ts';
import { hashPassword } from './passwords.ts';
import { openSession, REFRESH_TOKEN_DAYS, refreshSession, signIn, signOut } from './sessions.ts';
import { createUser } from './users.ts';

const DAY_MS = 86_400_000;
const credentials = { email: 'ann@example.org', password: 'a long password' };
const passwordHash = await hashPassword(credentials.password);

async function withAnn(db: Database) {
  const runtime = testRuntime();
  const tokens = createAccessTokens(Buffer.alloc(32, 1), runtime.now);
  const needs = { runtime, tokens, attempts: createAttempts(runtime.now) };
  const ann = await createUser(db, runtime, { email: credentials.email, name: 'Ann', passwordHash });
  return { ...needs, ann, needs };
}

onBothDatabases('signIn() gives a token that identifies the user', async ({ db }) => {
  const { needs, ann } = await withAnn(db);
  const session = await signIn(db, needs, credentials);
  assert.equal(session.expiresInSeconds, ACCESS_TOKEN_SECONDS);
  const caller = await identify(db, needs, session.accessToken);
  assert.equal(caller.userId, ann.id);
  assert.equal(caller.via, 'session');
});

onBothDatabases('signIn() answers an unknown e-mail and a wrong password alike', async ({ db }) => {
  const { needs } = await withAnn(db);
  for (const wrong of [
    { ...credentials, password: 'another password' },
    { ...credentials, email: 'bob@example.org' },
  ]) {
    await assert.rejects(signIn(db, needs, wrong), (error) => isProblem(error, 'credentials_wrong'));
  }
});

onBothDatabases('signIn() refuses a disabled user', async ({ db }) => {
  const { needs, ann } = await withAnn(db);
  await db.updateTable('users').set({ disabled_at: 1 }).where('id', '=', ann.id).execute();
  await assert.rejects(signIn(db, needs, credentials), (error) => isProblem(error, 'credentials_wrong'));
});

onBothDatabases(
  'signIn() waits after too many failures, and a right password does not help then',
  async ({ db }) => {
    const { needs, attempts } = await withAnn(db);
    for (let i = 0; i < MAX_FAILED_ATTEMPTS; i++) await attempts.guard(credentials.email, async () => false);
    const refused = (error: unknown) =>
      isProblem(error, 'too_many_attempts') && (error.retryAfterSeconds ?? 0) > 0;
    await assert.rejects(signIn(db, needs, credentials), refused);
  },
);

onBothDatabases('refreshSession() trades a token for a new pair', async ({ db }) => {
  const { needs, ann } = await withAnn(db);
  const first = await openSession(db, needs, ann.id);
  const second = await refreshSession(db, needs, first.refreshToken);
  assert.notEqual(second.refreshToken, first.refreshToken);
  assert.equal((await identify(db, needs, second.accessToken)).userId, ann.id);
});

onBothDatabases('refreshSession() revokes the family when a token is used twice', async ({ db }) => {
  const { needs, ann } = await withAnn(db);
  const first = await openSession(db, needs, ann.id);
  const second = await refreshSession(db, needs, first.refreshToken);
  await assert.rejects(refreshSession(db, needs, first.refreshToken), (error) =>
    isProblem(error, 'refresh_token_reused'),
  );
  await assert.rejects(refreshSession(db, needs, second.refreshToken), (error) =>
    isProblem(error, 'refresh_token_invalid'),
  );
  await assert.rejects(identify(db, needs, second.accessToken), (error) => isProblem(error, 'token_invalid'));
});

onBothDatabases('refreshSession() gives one pair to one of two who race with a token', async ({ db }) => {
  const { needs, ann } = await withAnn(db);
  const { refreshToken } = await openSession(db, needs, ann.id);
  const race = await Promise.allSettled([
    refreshSession(db, needs, refreshToken),
    refreshSession(db, needs, refreshToken),
  ]);
  assert.equal(race.filter((outcome) => outcome.status === 'fulfilled').length, 1);
  const lost = race.find((outcome) => outcome.status === 'rejected');
  assert.ok(isProblem(lost?.reason, 'refresh_token_reused'), String(lost?.reason));
});

onBothDatabases('refreshSession() refuses an expired token and a made-up one', async ({ db }) => {
  const { needs, runtime, ann } = await withAnn(db);
  const { refreshToken } = await openSession(db, needs, ann.id);
  runtime.advance(REFRESH_TOKEN_DAYS * DAY_MS);
  for (const token of [refreshToken, 'agr_made-up']) {
    await assert.rejects(refreshSession(db, needs, token), (error) =>
      isProblem(error, 'refresh_token_invalid'),
    );
  }
});

onBothDatabases(
  'a disabled user gets nothing for a refresh token, nor by an access token',
  async ({ db }) => {
    const { needs, ann } = await withAnn(db);
    const { refreshToken, accessToken } = await openSession(db, needs, ann.id);
    await db.updateTable('users').set({ disabled_at: 1 }).where('id', '=', ann.id).execute();
    await assert.rejects(refreshSession(db, needs, refreshToken), (error) =>
      isProblem(error, 'refresh_token_invalid'),
    );
    await assert.rejects(identify(db, needs, accessToken), (error) => isProblem(error, 'token_invalid'));
  },
);

onBothDatabases('a session that is refreshed in time has no end', async ({ db }) => {
  const { needs, runtime, ann } = await withAnn(db);
  let { refreshToken } = await openSession(db, needs, ann.id);
  for (let months = 0; months < 4; months++) {
    runtime.advance(REFRESH_TOKEN_DAYS * DAY_MS - 1);
    refreshToken = (await refreshSession(db, needs, refreshToken)).refreshToken;
  }
  const { accessToken } = await refreshSession(db, needs, refreshToken);
  assert.equal((await identify(db, needs, accessToken)).userId, ann.id);
});

onBothDatabases('a thief who refreshes first is cut off when the owner comes', async ({ db }) => {
  const { needs, ann } = await withAnn(db);
  const { refreshToken } = await openSession(db, needs, ann.id);
  const elsewhere = await openSession(db, needs, ann.id);
  const thief = await refreshSession(db, needs, refreshToken);
  const later = await refreshSession(db, needs, thief.refreshToken);
  await assert.rejects(refreshSession(db, needs, refreshToken), (error) =>
    isProblem(error, 'refresh_token_reused'),
  );
  await assert.rejects(identify(db, needs, later.accessToken), (error) => isProblem(error, 'token_invalid'));
  await refreshSession(db, needs, elsewhere.refreshToken);
});

onBothDatabases('signOut() ends the session at once, and no other', async ({ db }) => {
  const { needs, ann } = await withAnn(db);
  const [one, other] = [await openSession(db, needs, ann.id), await openSession(db, needs, ann.id)];
  const caller = await identify(db, needs, one.accessToken);
  assert.ok(caller.via === 'session');
  await signOut(db, needs, caller.sessionId);
  await assert.rejects(identify(db, needs, one.accessToken), (error) => isProblem(error, 'token_invalid'));
  await assert.rejects(refreshSession(db, needs, one.refreshToken));
  assert.equal((await identify(db, needs, other.accessToken)).userId, ann.id);
});

onBothDatabases('no token is stored in the clear', async ({ db }) => {
  const { needs, ann } = await withAnn(db);
  const { refreshToken, accessToken } = await openSession(db, needs, ann.id);
  const stored = JSON.stringify([
    await db.selectFrom('refresh_tokens').selectAll().execute(),
    await db.selectFrom('session_families').selectAll().execute(),
  ]);
  assert.ok(!stored.includes(refreshToken) && !stored.includes(accessToken));
});
