import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ATTEMPT_WINDOW_MS,
  createAttempts,
  findUserByEmail,
  MAX_FAILED_ATTEMPTS,
  verifyPassword,
} from '../identity/index.ts';
import { isProblem } from '../problem/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { testRuntime } from '../testing/runtime.ts';
import { membershipsOf } from './queries.ts';
import { checkSetupCode, isSetupCode, isSetupRequired, makeOwner, newSetupCode } from './setup.ts';

const owner = { email: 'owner@example.org', password: 'a long password', name: 'Owner' };
const done = (error: unknown) => isProblem(error, 'setup_done');
const wrong = (error: unknown) => isProblem(error, 'setup_code_wrong');

test('newSetupCode() is two groups of letters that nobody mistakes, and new each time', () => {
  const runtime = testRuntime();
  const codes = Array.from({ length: 200 }, () => newSetupCode(runtime));
  for (const code of codes) assert.match(code, /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
  assert.equal(new Set(codes).size, codes.length);
});

test('isSetupCode() overlooks letter case, dashes and blanks, and nothing else', () => {
  for (const given of ['ABCDE-12345', 'abcde12345', ' abc de - 123 45 ']) {
    assert.equal(isSetupCode(given, 'ABCDE-12345'), true, given);
  }
  for (const given of [
    '',
    '-',
    'ABCDE-1234',
    'ABCDE-123456',
    'ABCDE-12346',
    'ＡBCDE-12345',
    'x'.repeat(999),
  ]) {
    assert.equal(isSetupCode(given, 'ABCDE-12345'), false, given);
  }
});

test('checkSetupCode() bounds the guessing, and then refuses the right code too for a while', async () => {
  const runtime = testRuntime();
  const attempts = createAttempts(runtime.now);
  for (let guess = 0; guess < MAX_FAILED_ATTEMPTS; guess++)
    await assert.rejects(checkSetupCode(attempts, `GUESS-${guess}`, 'ABCDE-12345'), wrong);
  await assert.rejects(
    checkSetupCode(attempts, 'ABCDE-12345', 'ABCDE-12345'),
    (error) => isProblem(error, 'too_many_attempts') && error.retryAfterSeconds === ATTEMPT_WINDOW_MS / 1000,
  );
  runtime.advance(ATTEMPT_WINDOW_MS);
  await checkSetupCode(attempts, 'ABCDE-12345', 'ABCDE-12345');
});

test('checkSetupCode() takes no code, an empty one neither, where none was printed', async () => {
  const attempts = createAttempts(testRuntime().now);
  for (const given of ['', '-', 'ABCDE-12345', 'null'])
    await assert.rejects(checkSetupCode(attempts, given, null), done);
});

onBothDatabases('makeOwner() makes the account and a workspace that it is super_admin of', async ({ db }) => {
  const runtime = testRuntime();
  assert.equal(await isSetupRequired(db), true);
  const { userId } = await makeOwner(db, runtime, { ...owner, workspace: 'Lab' });
  assert.equal(await isSetupRequired(db), false);
  const [workspace, ...more] = await membershipsOf(db, userId);
  assert.deepEqual([workspace?.name, workspace?.role, more.length], ['Lab', 'super_admin', 0]);
  const user = await findUserByEmail(db, owner.email);
  assert.ok(await verifyPassword(owner.password, user?.password_hash ?? ''));
});

onBothDatabases('makeOwner() works once', async ({ db }) => {
  await makeOwner(db, testRuntime(), owner);
  await assert.rejects(makeOwner(db, testRuntime(), { ...owner, email: 'second@example.org' }), done);
  assert.equal(await findUserByEmail(db, 'second@example.org'), undefined);
});

onBothDatabases('of several who set up at once, one becomes the owner', async ({ db }) => {
  const tries = Array.from({ length: 4 }, (_, index) =>
    makeOwner(db, testRuntime(), { ...owner, email: `owner-${index}@example.org` }),
  );
  const outcomes = await Promise.allSettled(tries);
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') assert.ok(done(outcome.reason), String(outcome.reason));
  }
  assert.equal((await db.selectFrom('users').select('id').execute()).length, 1);
  assert.equal((await db.selectFrom('workspaces').select('id').execute()).length, 1);
});
