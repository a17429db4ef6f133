import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modelErrors } from '../errors.ts';
import { explain, isRetryable } from './explain.ts';

const SECRET = 'sk-this-is-in-what-the-provider-said';

/** An error as the SDK throws it: with the request and the answer in it. */
function failure(statusCode: number | undefined, responseHeaders = {}) {
  return Object.assign(new Error(`Incorrect API key provided: ${SECRET}`), {
    statusCode,
    responseHeaders,
    responseBody: SECRET,
    requestBodyValues: { messages: [SECRET] },
  });
}

const CASES: [status: number | undefined, code: string, retryable: boolean][] = [
  [400, 'model_request_refused', false],
  [401, 'model_key_refused', false],
  [403, 'model_key_refused', false],
  [404, 'model_request_refused', false],
  [408, 'model_unavailable', true],
  [409, 'model_unavailable', true],
  [413, 'model_request_refused', false],
  [422, 'model_request_refused', false],
  [429, 'model_rate_limited', true],
  [500, 'model_unavailable', true],
  [503, 'model_unavailable', true],
  [529, 'model_unavailable', true],
  [undefined, 'model_unavailable', true],
];

for (const [status, code, retryable] of CASES) {
  test(`a failure with status ${status} is ${code}, which is ${retryable ? '' : 'not '}tried again`, () => {
    const problem = explain(failure(status), 'Acme');
    assert.equal(problem.code, code);
    assert.equal(isRetryable(problem), retryable);
    assert.match(problem.message, /^Cannot call model: Acme /);
  });
}

test('nothing of what the provider said is passed on', () => {
  for (const [status] of CASES) {
    const problem = explain(failure(status), 'Acme');
    assert.doesNotMatch(
      JSON.stringify({ ...problem, message: problem.message, cause: problem.cause }),
      /sk-this/,
    );
  }
});

test('an answer that ended without its finish is broken, and may be tried again', () => {
  const problem = explain(undefined, 'Acme');
  assert.equal(problem.code, 'model_answer_broken');
  assert.ok(isRetryable(problem));
});

test('a wait is taken from the header, in seconds or as a date, from 429 and 503 alike', () => {
  const wait = (status: number, value: string) =>
    explain(failure(status, { 'retry-after': value }), 'p').retryAfterSeconds;
  assert.equal(wait(429, '7'), 7);
  assert.equal(wait(503, '3'), 3);
  assert.equal(wait(429, '0.2'), 1);
  const inAMinute = new Date(Date.now() + 60_000).toUTCString();
  assert.ok(Math.abs((wait(429, inAMinute) ?? 0) - 60) <= 2);
  for (const value of ['', 'soon', '-5', '0']) assert.equal(wait(429, value), undefined, value);
  assert.equal(explain(failure(429), 'p').retryAfterSeconds, undefined);
});

test('a problem that is one already stays as it is', () => {
  const problem = modelErrors.model_timeout(5);
  assert.equal(explain(problem, 'p'), problem);
  assert.equal(isRetryable(problem), false);
  assert.equal(isRetryable(new Error('x')), false);
});
