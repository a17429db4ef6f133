import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HTTPException } from 'hono/http-exception';
import { defineErrors } from '../problem/index.ts';
import { type ProblemBody, problemSchema } from './contract.ts';
import { renderError } from './problem.ts';

const errors = defineErrors({
  lamp_unknown: { status: 404, message: (id: string) => `Cannot find lamp: there is no ${id}` },
  lamp_locked: { status: 401, message: () => 'Cannot use lamp: it is locked' },
  lamp_busy: { status: 429, message: () => 'Cannot use lamp: too many do' },
});

async function rendered(error: unknown) {
  const response = renderError(error, 'r1', { 'x-request-id': 'r1', 'x-content-type-options': 'nosniff' });
  const body = (await response.json()) as ProblemBody;
  assert.ok(problemSchema.safeParse(body).success, JSON.stringify(body));
  assert.equal(body.status, response.status);
  assert.equal(body.requestId, 'r1');
  assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
  return { response, body };
}

test('a problem of a catalogue is rendered with its status, code and message', async () => {
  const { response, body } = await rendered(errors.lamp_unknown('L1'));
  assert.equal(response.status, 404);
  assert.deepEqual(
    [body.type, body.title, body.code, body.detail],
    ['urn:agenticgen:problem:lamp_unknown', 'Not found', 'lamp_unknown', 'Cannot find lamp: there is no L1'],
  );
});

test('a problem carries its details, but cannot overwrite who asked', async () => {
  const field = { path: 'json.name', message: 'Too long' };
  const { body } = await rendered(errors.lamp_unknown('L1').with({ errors: [field] }));
  assert.deepEqual(body.errors, [field]);
});

test('401 names the scheme and 429 the time to wait', async () => {
  const locked = await rendered(errors.lamp_locked());
  assert.equal(locked.response.headers.get('www-authenticate'), 'Bearer');
  const busy = await rendered(errors.lamp_busy().retryAfter(12.3));
  assert.equal(busy.response.headers.get('retry-after'), '13');
  assert.equal(busy.response.headers.get('www-authenticate'), null);
});

test('what is not a problem says nothing of its cause: no message, no stack, no path', async () => {
  const secret = new RangeError('password hunter2 at /srv/secret.ts');
  for (const error of [secret, 'hunter2', null, undefined, { message: 'hunter2', status: 400 }]) {
    const { response, body } = await rendered(error);
    assert.deepEqual([response.status, body.code, body.title], [500, 'internal_error', 'Server failure']);
    assert.doesNotMatch(JSON.stringify(body), /hunter2|secret|RangeError/);
  }
});

test('what the framework refuses has a code of ours', async () => {
  const cases: [HTTPException, number, string][] = [
    [new HTTPException(400, { message: 'Malformed JSON in request body' }), 400, 'json_malformed'],
    [new HTTPException(400, { message: 'Malformed FormData request' }), 400, 'body_malformed'],
    [new HTTPException(413, { message: 'Payload Too Large' }), 413, 'body_too_large'],
    [new HTTPException(415, { message: 'Unsupported' }), 400, 'request_refused'],
  ];
  for (const [error, status, code] of cases) {
    const { response, body } = await rendered(error);
    assert.deepEqual([response.status, body.code], [status, code], error.message);
  }
});
