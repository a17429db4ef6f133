import assert from 'node:assert/strict';
import { isProblem } from '../problem/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertUser } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { createAccessTokens } from './access-token.ts';
import { identify } from './identify.ts';
import { createKey, deleteKey } from './keys.ts';
import { listKeysOf } from './queries.ts';

const DAY_MS = 86_400_000;
const invalid = (error: unknown) => isProblem(error, 'token_invalid');

function setUp() {
  const runtime = testRuntime();
  return { runtime, tokens: createAccessTokens(Buffer.alloc(32, 1), runtime.now) };
}

onBothDatabases('a key identifies its user in its workspace', async ({ db }) => {
  const needs = setUp();
  const userId = await insertUser(db, needs.runtime, 'ann@example.org');
  const { key, id, prefix } = await createKey(db, needs.runtime, { userId, workspaceId: 'w', name: 'ci' });
  assert.ok(key.startsWith('agk_') && key.startsWith(prefix));
  assert.deepEqual(await identify(db, needs, key), { via: 'key', userId, keyId: id, workspaceId: 'w' });
});

onBothDatabases('a key is stored as a hash only', async ({ db }) => {
  const needs = setUp();
  const userId = await insertUser(db, needs.runtime, 'ann@example.org');
  const { key } = await createKey(db, needs.runtime, { userId, workspaceId: 'w', name: 'ci' });
  const rows = JSON.stringify(await listKeysOf(db, userId, undefined, 10));
  assert.ok(!rows.includes(key));
});

onBothDatabases('a key ends at its time', async ({ db }) => {
  const needs = setUp();
  const userId = await insertUser(db, needs.runtime, 'ann@example.org');
  const { key } = await createKey(db, needs.runtime, {
    userId,
    workspaceId: 'w',
    name: 'ci',
    expiresInDays: 2,
  });
  needs.runtime.advance(2 * DAY_MS - 1);
  await identify(db, needs, key);
  needs.runtime.advance(1);
  await assert.rejects(identify(db, needs, key), invalid);
});

onBothDatabases('a key that was changed by one letter, or deleted, is refused', async ({ db }) => {
  const needs = setUp();
  const userId = await insertUser(db, needs.runtime, 'ann@example.org');
  const { key, id } = await createKey(db, needs.runtime, { userId, workspaceId: 'w', name: 'ci' });
  await assert.rejects(identify(db, needs, `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`), invalid);
  await deleteKey(db, userId, id);
  await assert.rejects(identify(db, needs, key), invalid);
});

onBothDatabases("deleteKey() does not touch another user's key", async ({ db }) => {
  const needs = setUp();
  const ann = await insertUser(db, needs.runtime, 'ann@example.org');
  const bob = await insertUser(db, needs.runtime, 'bob@example.org');
  const { key, id } = await createKey(db, needs.runtime, { userId: ann, workspaceId: 'w', name: 'ci' });
  await assert.rejects(deleteKey(db, bob, id), (error) => isProblem(error, 'key_unknown'));
  assert.equal((await identify(db, needs, key)).userId, ann);
});

onBothDatabases('the last use of a key is kept to the minute', async ({ db }) => {
  const needs = setUp();
  const userId = await insertUser(db, needs.runtime, 'ann@example.org');
  const { key } = await createKey(db, needs.runtime, { userId, workspaceId: 'w', name: 'ci' });
  const usedAt = async () => (await listKeysOf(db, userId, undefined, 1))[0]?.used_at;
  assert.equal(await usedAt(), null);
  await identify(db, needs, key);
  const first = needs.runtime.now();
  assert.equal(await usedAt(), first);
  needs.runtime.advance(30_000);
  await identify(db, needs, key);
  assert.equal(await usedAt(), first);
  needs.runtime.advance(31_000);
  await identify(db, needs, key);
  assert.equal(await usedAt(), needs.runtime.now());
});
