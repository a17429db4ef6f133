import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { Hono } from 'hono';
import { pino } from 'pino';
import { defineErrors } from '../problem/index.ts';
import { type EdgeNeeds, edge, type HttpVariables } from './edge.ts';
import { apiHeaders, pageHeaders } from './headers.ts';
import { renderError } from './problem.ts';

const errors = defineErrors({
  lamp_unknown: { status: 404, message: () => 'Cannot find lamp: there is none' },
});

type Observed = Parameters<EdgeNeeds['observe']>[0];

function setUp(level: 'debug' | 'info' = 'info') {
  const lines: Record<string, unknown>[] = [];
  const observed: Observed[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      lines.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const state = { isStopping: false, cancelled: 0 };
  const app = new Hono<{ Variables: HttpVariables }>();
  app.onError((error, c) =>
    renderError(error, c.get('requestId'), { ...apiHeaders, 'x-request-id': c.get('requestId') }),
  );
  app.use(
    edge({
      newId: () => '0199a000-0000-7000-8000-00000000beef',
      log: pino({ level, base: null }, sink),
      observe: (request) => observed.push(request),
      isStopping: () => state.isStopping,
    }),
  );
  app.get('/lamps/:id', (c) => c.json({ id: c.req.param('id'), requestId: c.get('requestId') }));
  app.post('/lamps', (c) => c.json({}, 201));
  app.get('/missing', () => {
    throw errors.lamp_unknown();
  });
  app.get('/broken', () => {
    throw new RangeError('password hunter2');
  });
  app.get('/endless', () => {
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(10)),
      cancel: () => void state.cancelled++,
    });
    return new Response(stream, { headers: { 'content-type': 'text/plain' } });
  });
  return { app, lines, observed, state };
}

test('each request has an id of its own, told in the answer and to the handler', async () => {
  const { app } = setUp();
  const ids = new Set<string | null>();
  for (let count = 0; count < 100; count++) {
    const response = await app.request('/lamps/1');
    const { requestId } = (await response.json()) as { requestId: string };
    assert.equal(response.headers.get('x-request-id'), requestId);
    ids.add(requestId);
  }
  assert.equal(ids.size, 100);
});

test('a plain id of the caller is kept, another is not repeated', async () => {
  const { app } = setUp();
  const idFor = async (brought: string) =>
    (await app.request('/lamps/1', { headers: { 'x-request-id': brought } })).headers.get('x-request-id');
  assert.equal(await idFor('trace-7.a_B'), 'trace-7.a_B');
  for (const brought of ['', 'a b', '<script>', 'ä', 'x'.repeat(65), 'a\tb'])
    assert.notEqual(await idFor(brought), brought, brought);
});

test('every answer, a refusal and a failure too, has the headers of the API', async () => {
  const { app } = setUp();
  for (const path of ['/lamps/1', '/missing', '/broken', '/nowhere']) {
    const { headers } = await app.request(path);
    assert.ok(headers.get('x-request-id'), path);
    for (const [name, value] of Object.entries(apiHeaders)) {
      if (path === '/lamps/1' || path === '/nowhere')
        assert.equal(headers.get(name), value, `${path} ${name}`);
    }
  }
});

test('a change is logged at info, a read only for those who ask for it', async () => {
  const quiet = setUp('info');
  await quiet.app.request('/lamps/1');
  assert.equal(quiet.lines.length, 0);
  await quiet.app.request('/lamps', { method: 'POST' });
  const [line] = quiet.lines;
  assert.deepEqual([line?.msg, line?.method, line?.path, line?.status], ['request', 'POST', '/lamps', 201]);
  assert.ok(typeof line?.durationMs === 'number' && line.durationMs >= 0);
  const loud = setUp('debug');
  await loud.app.request('/lamps/1?token=hunter2');
  assert.equal(loud.lines[0]?.path, '/lamps/1');
  assert.doesNotMatch(JSON.stringify(loud.lines), /hunter2/);
});

test('the log line of a refusal has the id that the caller was told, and the code', async () => {
  const { app, lines } = setUp();
  const response = await app.request('/missing');
  assert.equal(lines[0]?.requestId, response.headers.get('x-request-id'));
  assert.deepEqual([lines[0]?.code, lines[0]?.status, lines[0]?.level], ['lamp_unknown', 404, 30]);
});

test('the log line of a failure has the cause that the answer keeps to itself', async () => {
  const { app, lines } = setUp();
  const response = await app.request('/broken');
  assert.equal(response.status, 500);
  assert.doesNotMatch(await response.text(), /hunter2/);
  const { err, requestId, level } = lines[0] as {
    err: { message: string; stack: string };
    requestId: string;
    level: number;
  };
  assert.equal(err.message, 'password hunter2');
  assert.match(err.stack, /RangeError/);
  assert.deepEqual([requestId, level], [response.headers.get('x-request-id'), 50]);
});

test('requests are counted by the pattern of their route, never by their ids', async () => {
  const { app, observed } = setUp();
  for (const path of ['/lamps/1', '/lamps/2', '/nowhere/3', '/nowhere/4', '/missing'])
    await app.request(path);
  const routes = observed.map(({ route, status }) => `${route} ${status}`);
  assert.deepEqual(routes.slice(0, 2), ['/lamps/:id 200', '/lamps/:id 200']);
  assert.equal(routes[2], routes[3]);
  assert.ok(
    observed.every(({ route }) => !/\d/.test(route)),
    routes.join(),
  );
  assert.ok(observed.every(({ durationMs }) => durationMs >= 0));
});

test('a server that stops refuses at once and says when to come back', async () => {
  const { app, state } = setUp();
  state.isStopping = true;
  const response = await app.request('/lamps/1');
  const body = (await response.json()) as { code: string };
  assert.deepEqual([response.status, body.code], [503, 'shutting_down']);
  assert.equal(response.headers.get('retry-after'), '5');
  assert.ok(response.headers.get('x-request-id'));
});

test('HEAD has the head of GET and lets the body go', async () => {
  const { app, state } = setUp();
  const response = await app.request('/endless', { method: 'HEAD' });
  assert.deepEqual([response.status, response.headers.get('content-type')], [200, 'text/plain']);
  assert.equal(await response.text(), '');
  assert.equal(state.cancelled, 1);
  assert.equal((await app.request('/lamps/1', { method: 'HEAD' })).status, 200);
});

test('the headers of the API let nothing run, be guessed or be kept', () => {
  assert.match(apiHeaders['content-security-policy'], /default-src 'none'/);
  assert.match(apiHeaders['content-security-policy'], /frame-ancestors 'none'/);
  assert.equal(apiHeaders['x-content-type-options'], 'nosniff');
  assert.equal(apiHeaders['cache-control'], 'no-store');
});

test('the page runs scripts of its own origin alone, and nobody frames it', () => {
  const directives = pageHeaders['content-security-policy'].split('; ').map((text) => text.split(' '));
  const policy = new Map(directives.map(([name = '', ...sources]) => [name, sources]));
  assert.deepEqual(policy.get('script-src'), ["'self'"]);
  assert.deepEqual(policy.get('object-src'), ["'none'"]);
  assert.deepEqual(policy.get('frame-ancestors'), ["'none'"]);
  assert.deepEqual(policy.get('base-uri'), ["'none'"]);
  for (const [name, sources] of policy)
    assert.ok(!sources.some((source) => source === '*' || source.startsWith('http')), name);
});
