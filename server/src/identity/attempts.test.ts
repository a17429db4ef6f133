import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isProblem } from '../problem/index.ts';
import { testRuntime } from '../testing/runtime.ts';
import { ATTEMPT_WINDOW_MS, createAttempts, MAX_FAILED_ATTEMPTS } from './attempts.ts';

const right = async () => true;
const wrong = async () => false;
const refused = (error: unknown) => isProblem(error, 'too_many_attempts');

async function failed(times: number) {
  const runtime = testRuntime();
  const attempts = createAttempts(runtime.now);
  for (let i = 0; i < times; i++) assert.equal(await attempts.guard('ann', wrong), false);
  return { runtime, attempts };
}

test('guard() lets the last allowed attempt through and refuses the next, for that name alone', async () => {
  const { attempts } = await failed(MAX_FAILED_ATTEMPTS);
  let asked = false;
  const proof = async () => {
    asked = true;
    return true;
  };
  await assert.rejects(attempts.guard('ann', proof), refused);
  assert.equal(asked, false);
  assert.equal(await attempts.guard('bob', right), true);
});

test('guard() says when to come back, and lets in then', async () => {
  const { runtime, attempts } = await failed(MAX_FAILED_ATTEMPTS);
  runtime.advance(60_000);
  const expected = (ATTEMPT_WINDOW_MS - 60_000) / 1000;
  await assert.rejects(
    attempts.guard('ann', right),
    (error) => isProblem(error) && error.retryAfterSeconds === expected,
  );
  runtime.advance(ATTEMPT_WINDOW_MS - 60_000);
  assert.equal(await attempts.guard('ann', right), true);
});

test('a right attempt forgets the failures before it', async () => {
  const { attempts } = await failed(MAX_FAILED_ATTEMPTS - 1);
  assert.equal(await attempts.guard('ann', right), true);
  for (let i = 0; i < MAX_FAILED_ATTEMPTS; i++) await attempts.guard('ann', wrong);
  await assert.rejects(attempts.guard('ann', right), refused);
});

test('guesses that come at once get no more tries than guesses one after the other', async () => {
  const attempts = createAttempts(testRuntime().now);
  let tries = 0;
  const slow = async () => {
    tries += 1;
    await new Promise((resolve) => setImmediate(resolve));
    return false;
  };
  const burst = await Promise.allSettled(Array.from({ length: 200 }, () => attempts.guard('ann', slow)));
  assert.equal(tries, MAX_FAILED_ATTEMPTS);
  assert.equal(burst.filter(({ status }) => status === 'rejected').length, 200 - MAX_FAILED_ATTEMPTS);
});

test('right proofs that come at once all pass, and a proof that throws does not block the next', async () => {
  const attempts = createAttempts(testRuntime().now);
  const many = await Promise.all(Array.from({ length: 50 }, () => attempts.guard('ann', right)));
  assert.ok(many.every(Boolean));
  const broken = attempts.guard('ann', () => Promise.reject(new RangeError('database away')));
  const next = attempts.guard('ann', right);
  await assert.rejects(broken, RangeError);
  assert.equal(await next, true);
});
