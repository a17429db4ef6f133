import assert from 'node:assert/strict';
import { createCache, memoryStore } from '@agenticgen/cache';
import { Hono } from 'hono';
import type { Database, DatabaseHandle } from '../db/index.ts';
import { apiHeaders, type HttpVariables, renderError } from '../http/index.ts';
import {
  ACCESS_TOKEN_SECONDS,
  createAccessTokens,
  createKey,
  openSession,
  refreshSession,
  signOut,
} from '../identity/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertUser, insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { type AccessVariables, authenticate, forgetPrincipals, PRINCIPAL_TTL_MS } from './authenticate.ts';
import type { Principal } from './principal.ts';
import { principalForRun } from './principal.ts';
import { join } from './workspaces.ts';

type Env = { Variables: HttpVariables & AccessVariables };

/** One route behind the middleware that tells who the caller was found to be. */
async function setUp({ db }: DatabaseHandle) {
  const runtime = testRuntime();
  const tokens = createAccessTokens(Buffer.alloc(32, 1), runtime.now);
  const cache = createCache<Principal>({ store: memoryStore(), clock: runtime.now, random: () => 0 });
  const app = new Hono<Env>();
  app.onError((error) => renderError(error, 'r1', apiHeaders));
  app.use(authenticate({ db, runtime, tokens, cache }));
  app.get('/', (c) => {
    const { principal, caller, workspaceId } = c.var;
    return c.json({ user: principal.userId, role: principal.role, via: caller.via, workspaceId });
  });
  const ann = await insertUser(db, runtime, 'ann@example.org');
  const [first, second, foreign] = [
    await insertWorkspace(db, runtime, 'First'),
    await insertWorkspace(db, runtime, 'Second'),
    await insertWorkspace(db, runtime, 'Foreign'),
  ];
  await join(db, runtime, first, ann, 'admin');
  runtime.advance(1);
  await join(db, runtime, second, ann, 'viewer');
  async function ask(token: string | undefined, workspace?: string) {
    const headers = {
      ...(token === undefined ? {} : { authorization: token }),
      ...(workspace === undefined ? {} : { 'x-workspace-id': workspace }),
    };
    const response = await app.request('/', { headers });
    const { code, ...body } = (await response.json()) as Record<string, unknown>;
    return { status: response.status, code, body, headers: response.headers };
  }
  const session = await openSession(db, { runtime, tokens }, ann);
  return { runtime, tokens, cache, ann, first, second, foreign, ask, session };
}

const disable = (db: Database, id: string) =>
  db.updateTable('users').set({ disabled_at: 1 }).where('id', '=', id).execute();

onBothDatabases('a session acts in the workspace joined first, or in the one it names', async (handle) => {
  const { ask, session, ann, first, second } = await setUp(handle);
  const bearer = `Bearer ${session.accessToken}`;
  const there = { user: ann, via: 'session' };
  assert.deepEqual((await ask(bearer)).body, { ...there, role: 'admin', workspaceId: first });
  assert.deepEqual((await ask(bearer, second)).body, { ...there, role: 'viewer', workspaceId: second });
});

onBothDatabases('a workspace that is foreign or does not exist is refused alike', async (handle) => {
  const { ask, session, foreign } = await setUp(handle);
  for (const workspace of [foreign, 'no-such', "' OR 1=1"]) {
    const { status, code } = await ask(`Bearer ${session.accessToken}`, workspace);
    assert.deepEqual([status, code], [403, 'workspace_unknown']);
  }
});

onBothDatabases(
  'a header that is missing or of another form is told apart from a bad token',
  async (handle) => {
    const { ask, session } = await setUp(handle);
    const { accessToken } = session;
    for (const header of [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      `Basic ${accessToken}`,
      `Bearer a b`,
      accessToken,
    ]) {
      const { status, code, headers } = await ask(header);
      assert.deepEqual([status, code], [401, 'token_missing'], header ?? 'no header');
      assert.equal(headers.get('www-authenticate'), 'Bearer');
    }
    for (const token of ['x', 'agk_made-up', `${accessToken}x`, accessToken.slice(0, -2)]) {
      const { status, code } = await ask(`Bearer ${token}`);
      assert.deepEqual([status, code], [401, 'token_invalid'], token);
    }
    assert.equal((await ask(`bearer ${accessToken}`)).status, 200);
  },
);

onBothDatabases('an API key acts in its own workspace and in no other', async (handle) => {
  const { db } = handle;
  const { ask, runtime, ann, first, second } = await setUp(handle);
  const { key } = await createKey(db, runtime, { userId: ann, workspaceId: second, name: 'ci' });
  assert.deepEqual((await ask(`Bearer ${key}`)).body, {
    user: ann,
    via: 'key',
    role: 'viewer',
    workspaceId: second,
  });
  assert.equal((await ask(`Bearer ${key}`, second)).status, 200);
  assert.equal((await ask(`Bearer ${key}`, first)).code, 'workspace_unknown');
});

onBothDatabases('a key stops with the membership that it was made in', async (handle) => {
  const { db } = handle;
  const { ask, runtime, ann, second, cache } = await setUp(handle);
  const { key } = await createKey(db, runtime, { userId: ann, workspaceId: second, name: 'ci' });
  assert.equal((await ask(`Bearer ${key}`)).status, 200);
  await db.deleteFrom('memberships').where('workspace_id', '=', second).execute();
  await forgetPrincipals(cache, ann);
  assert.equal((await ask(`Bearer ${key}`)).code, 'workspace_unknown');
});

onBothDatabases('an access token ends at its time though its holder is remembered', async (handle) => {
  const { ask, session, runtime } = await setUp(handle);
  runtime.advance(ACCESS_TOKEN_SECONDS * 1000 - 1_000);
  assert.equal((await ask(`Bearer ${session.accessToken}`)).status, 200);
  runtime.advance(1_000);
  assert.equal((await ask(`Bearer ${session.accessToken}`)).code, 'token_invalid');
});

onBothDatabases('a session that is signed out is refused at once', async (handle) => {
  const { db } = handle;
  const { ask, session, runtime, tokens } = await setUp(handle);
  const bearer = `Bearer ${session.accessToken}`;
  assert.equal((await ask(bearer)).status, 200);
  const { sessionId } = await tokens.verify(session.accessToken);
  await signOut(db, { runtime, tokens }, sessionId);
  for (let times = 0; times < 3; times++) assert.equal((await ask(bearer)).code, 'token_invalid');
});

onBothDatabases('a session that a reuse revoked stays refused, however often it is tried', async (handle) => {
  const { db } = handle;
  const { ask, session, runtime, tokens } = await setUp(handle);
  const bearer = `Bearer ${session.accessToken}`;
  assert.equal((await ask(bearer)).status, 200);
  await refreshSession(db, { runtime, tokens }, session.refreshToken);
  await assert.rejects(refreshSession(db, { runtime, tokens }, session.refreshToken));
  for (let times = 0; times < 3; times++) assert.equal((await ask(bearer)).code, 'token_invalid');
});

onBothDatabases('rights that another process took away end after the named time', async (handle) => {
  const { db } = handle;
  const { ask, session, runtime, ann } = await setUp(handle);
  const bearer = `Bearer ${session.accessToken}`;
  assert.equal((await ask(bearer)).status, 200);
  await disable(db, ann);
  assert.equal((await ask(bearer)).status, 200, 'remembered');
  runtime.advance(PRINCIPAL_TTL_MS);
  assert.equal((await ask(bearer)).code, 'token_invalid');
});

onBothDatabases('forgetPrincipals() makes a change of role felt by the next request', async (handle) => {
  const { db } = handle;
  const { ask, session, ann, first, cache } = await setUp(handle);
  const bearer = `Bearer ${session.accessToken}`;
  assert.equal((await ask(bearer)).body.role, 'admin');
  await db.updateTable('memberships').set({ role: 'editor' }).where('workspace_id', '=', first).execute();
  await forgetPrincipals(cache, ann);
  assert.equal((await ask(bearer)).body.role, 'editor');
});

onBothDatabases('what is remembered for one token is not given to another', async (handle) => {
  const { db } = handle;
  const { ask, session, runtime, tokens, second } = await setUp(handle);
  const bob = await insertUser(db, runtime, 'bob@example.org');
  await join(db, runtime, second, bob, 'editor');
  const other = await openSession(db, { runtime, tokens }, bob);
  assert.equal((await ask(`Bearer ${session.accessToken}`, second)).body.role, 'viewer');
  assert.equal((await ask(`Bearer ${other.accessToken}`, second)).body.role, 'editor');
});

onBothDatabases(
  'principalForRun() acts for a member, and for nobody who is one no longer',
  async (handle) => {
    const { db } = handle;
    const { ann, first, foreign } = await setUp(handle);
    const principal = await principalForRun(db, ann, first);
    assert.deepEqual([principal.role, principal.ability.can('create', 'Invitation')], ['admin', true]);
    await assert.rejects(principalForRun(db, ann, foreign), { code: 'workspace_unknown' });
    await disable(db, ann);
    await assert.rejects(principalForRun(db, ann, first), { code: 'token_invalid' });
  },
);
