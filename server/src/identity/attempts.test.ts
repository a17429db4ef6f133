import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isProblem } from '../problem/index.ts';
import { testRuntime } from '../testing/runtime.ts';
import { ATTEMPT_WINDOW_MS, createAttempts, MAX_FAILED_ATTEMPTS } from './attempts.ts';

function failed(times: number) {
  const runtime = testRuntime();
  const attempts = createAttempts(runtime.now);
  for (let i = 0; i < times; i++) attempts.fail('ann');
  return { runtime, attempts };
}

test('check() lets the last allowed attempt through and refuses the next', () => {
  failed(MAX_FAILED_ATTEMPTS - 1).attempts.check('ann');
  const { attempts } = failed(MAX_FAILED_ATTEMPTS);
  assert.throws(
    () => attempts.check('ann'),
    (error) => isProblem(error, 'too_many_attempts'),
  );
  attempts.check('bob');
});

test('check() says when to come back, and lets in then', () => {
  const { runtime, attempts } = failed(MAX_FAILED_ATTEMPTS);
  runtime.advance(60_000);
  const expected = (ATTEMPT_WINDOW_MS - 60_000) / 1000;
  assert.throws(
    () => attempts.check('ann'),
    (error) => isProblem(error) && error.retryAfterSeconds === expected,
  );
  runtime.advance(ATTEMPT_WINDOW_MS);
  attempts.check('ann');
});

test('succeed() forgets the failures before it', () => {
  const { attempts } = failed(MAX_FAILED_ATTEMPTS);
  attempts.succeed('ann');
  attempts.check('ann');
});
