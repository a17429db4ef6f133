import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { apiBodyLimit } from './body-limit.ts';
import { body, createRoute, json, line, type ProblemBody, pageQuery, problems, z } from './contract.ts';
import { renderError } from './problem.ts';
import { createRouter } from './router.ts';

const LIMIT = 1_000;

const makeLamp = createRoute({
  method: 'post',
  path: '/lamps/{id}',
  request: {
    params: z.object({ id: z.string().max(8) }),
    query: pageQuery,
    ...body(
      z.object({ name: line(20), watts: z.number().int().max(100), tags: z.array(z.string()).optional() }),
    ),
  },
  responses: { 201: json(z.object({ name: z.string() }), 'Made'), ...problems },
});

function setUp() {
  const state = { made: 0 };
  const router = createRouter();
  router.onError((error) => renderError(error, 'r1'));
  router.use('*', apiBodyLimit(LIMIT));
  router.openapi(makeLamp, (c) => {
    state.made += 1;
    return c.json({ name: c.req.valid('json').name }, 201);
  });
  async function post(
    payload: string | ReadableStream,
    path = '/lamps/1',
    headers: Record<string, string> = {},
  ) {
    const init = { method: 'POST', body: payload, duplex: 'half' };
    const type = { 'content-type': 'application/json' };
    const response = await router.request(path, { ...init, headers: { ...type, ...headers } } as RequestInit);
    return { status: response.status, body: (await response.json()) as ProblemBody };
  }
  return { router, post, state };
}

const lamp = { name: 'Desk', watts: 40 };

describe('a router takes what fits its contract', () => {
  test('and hands the handler the values as the schema made them', async () => {
    const { post, state } = setUp();
    const { status, body: made } = await post(JSON.stringify({ ...lamp, name: '  Desk ' }));
    assert.deepEqual([status, (made as unknown as typeof lamp).name, state.made], [201, 'Desk', 1]);
  });

  test('and names every field that does not fit, with its place', async () => {
    const { post, state } = setUp();
    const wrong = { name: '', watts: 1.5, tags: ['a', 7] };
    const { status, body: problem } = await post(JSON.stringify(wrong));
    assert.deepEqual([status, problem.code, state.made], [400, 'request_invalid', 0]);
    const paths = problem.errors?.map(({ path }) => path);
    assert.deepEqual(paths, ['json.name', 'json.watts', 'json.tags.1']);
    assert.match(problem.detail, /3 fields are not valid/);
  });

  test('and tells of path and query alike', async () => {
    const { post } = setUp();
    const long = await post(JSON.stringify(lamp), '/lamps/123456789');
    assert.deepEqual(long.body.errors?.[0]?.path, 'param.id');
    const page = await post(JSON.stringify(lamp), '/lamps/1?limit=9999');
    assert.deepEqual(page.body.errors?.[0]?.path, 'query.limit');
  });

  test('and lists a bounded number of faults however many there are', async () => {
    const { post } = setUp();
    const { body: problem } = await post(JSON.stringify({ ...lamp, tags: Array(150).fill(1) }));
    assert.equal(problem.errors?.length, 20);
    assert.match(problem.detail, /150 fields/);
  });

  test('and says of a body that is not JSON that it is none', async () => {
    const { post, state } = setUp();
    for (const text of ['{', '', 'null x', '{"name":}', "{'name':'x'}", '\ufeff{']) {
      const { status, body: problem } = await post(text);
      assert.equal(status, 400, text);
      assert.ok(['json_malformed', 'request_invalid'].includes(problem.code), `${text}: ${problem.code}`);
    }
    assert.equal(state.made, 0);
  });

  test('and takes no body of another kind for JSON', async () => {
    const { post, state } = setUp();
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const { status } = await post(JSON.stringify(lamp), '/lamps/1', { 'content-type': type });
      assert.equal(status, 400, type);
    }
    assert.equal(state.made, 0);
  });

  test('and drops a key that reaches for the prototype', async () => {
    const { post } = setUp();
    const { status } = await post('{"name":"Desk","watts":4,"__proto__":{"polluted":true}}');
    assert.equal(status, 201);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });
});

describe('a body past its limit', () => {
  const big = JSON.stringify({ ...lamp, name: 'x'.repeat(LIMIT) });

  test('is refused by the length that it announces, before a byte is read', async () => {
    const { post, state } = setUp();
    const { status, body: problem } = await post('{}', '/lamps/1', { 'content-length': '9999999999' });
    assert.deepEqual([status, problem.code, state.made], [413, 'body_too_large', 0]);
    assert.match(problem.detail, new RegExp(`larger than ${LIMIT} bytes`));
  });

  test('is refused where it announces none, as soon as it is past', async () => {
    const { post } = setUp();
    let pulled = 0;
    const endless = new ReadableStream({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new TextEncoder().encode('x'.repeat(100)));
      },
    });
    const { status, body: problem } = await post(endless, '/lamps/1', { 'transfer-encoding': 'chunked' });
    assert.deepEqual([status, problem.code], [413, 'body_too_large']);
    assert.ok(pulled < 30, `${pulled} chunks were read`);
  });

  test('is refused whole: one of exactly the limit is taken', async () => {
    const { post } = setUp();
    assert.equal((await post(big, '/lamps/1', { 'content-length': String(big.length) })).status, 413);
    const padded = JSON.stringify(lamp).padEnd(LIMIT, ' ');
    assert.equal((await post(padded, '/lamps/1', { 'content-length': String(LIMIT) })).status, 201);
  });
});
