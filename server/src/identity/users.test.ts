import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isProblem } from '../problem/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { testRuntime } from '../testing/runtime.ts';
import { email, newPassword } from './contract.ts';
import { verifyPassword } from './passwords.ts';
import { findUser, findUserByEmail, hasUsers } from './queries.ts';
import { hashToken, newSecretToken } from './secret-tokens.ts';
import { createUser, setPassword, updateUser } from './users.ts';

const ann = { email: 'ann@example.org', name: 'Ann', passwordHash: 'none' };

onBothDatabases('createUser() answers the user without the hash', async ({ db }) => {
  assert.equal(await hasUsers(db), false);
  const user = await createUser(db, testRuntime(), ann);
  assert.deepEqual(user, { id: user.id, email: ann.email, name: 'Ann', locale: null });
  assert.equal(await hasUsers(db), true);
  assert.equal((await findUserByEmail(db, ann.email))?.id, user.id);
  assert.equal(await findUserByEmail(db, 'bob@example.org'), undefined);
});

onBothDatabases('an e-mail has one account, also for two who come at once', async ({ db }) => {
  const runtime = testRuntime();
  const race = await Promise.allSettled([createUser(db, runtime, ann), createUser(db, runtime, ann)]);
  const lost = race.filter((outcome) => outcome.status === 'rejected');
  assert.equal(lost.length, 1);
  assert.ok(isProblem(lost[0]?.reason, 'email_taken'));
});

onBothDatabases('updateUser() changes what it is given and leaves the rest', async ({ db }) => {
  const { id } = await createUser(db, testRuntime(), ann);
  assert.equal((await updateUser(db, id, { name: '安' })).name, '安');
  assert.deepEqual(await updateUser(db, id, { locale: 'zh-CN' }), {
    id,
    email: ann.email,
    name: '安',
    locale: 'zh-CN',
  });
  assert.equal((await updateUser(db, id, { locale: null })).locale, null);
  assert.equal((await updateUser(db, id, {})).name, '安');
  await assert.rejects(updateUser(db, 'nobody', { name: 'X' }), (error) => isProblem(error, 'token_invalid'));
});

onBothDatabases('setPassword() makes the new password right and the old one wrong', async ({ db }) => {
  const { id } = await createUser(db, testRuntime(), ann);
  await setPassword(db, id, 'the first password');
  await setPassword(db, id, 'the second password');
  const hash = (await findUser(db, id))?.password_hash ?? '';
  assert.equal(await verifyPassword('the second password', hash), true);
  assert.equal(await verifyPassword('the first password', hash), false);
});

test('an e-mail is the same account in any letter case, trimmed, and has the form of one', () => {
  assert.equal(email.parse('  Ann@Example.ORG '), 'ann@example.org');
  for (const text of ['', 'ann', 'ann@', '@example.org', 'a b@example.org', `${'x'.repeat(250)}@example.org`])
    assert.equal(email.safeParse(text).success, false, text);
});

test('a new password is long enough to keep and short enough to hash', () => {
  assert.equal(newPassword.safeParse('x'.repeat(9)).success, false);
  assert.equal(newPassword.safeParse('x'.repeat(10)).success, true);
  assert.equal(newPassword.safeParse('x'.repeat(201)).success, false);
});

test('a secret token has its prefix, 256 random bits, and a hash that tells nothing of it', () => {
  const tokens = Array.from({ length: 100 }, () => newSecretToken(testRuntime(), 'agk'));
  assert.equal(new Set(tokens).size, 100);
  for (const token of tokens) assert.match(token, /^agk_[\w-]{43}$/);
  assert.match(hashToken(tokens[0]!), /^[0-9a-f]{64}$/);
  assert.equal(hashToken(tokens[0]!), hashToken(tokens[0]!));
  assert.notEqual(hashToken(tokens[0]!), hashToken(tokens[1]!));
});
