import { expect, test } from 'vitest';
import { createApi, requestOf } from './api.ts';
import { tabLock } from './lock.ts';
import { createSessionStore } from './session.ts';

interface Sent {
  path: string;
  method: string;
  headers: Record<string, string>;
  body: unknown;
}

/** A server that answers by path; `answers` may look at what was sent. */
function bench(answers: (sent: Sent) => Response | Promise<Response>, workspace: string | null = null) {
  const sessions = createSessionStore(localStorage, new EventTarget());
  sessions.write({ accessToken: 'old', refreshToken: 'refresh-1' });
  const sent: Sent[] = [];
  const reached: boolean[] = [];
  const api = createApi({
    sessions,
    lock: tabLock(),
    workspace: () => workspace,
    onReach: (now) => reached.push(now),
    fetch: async (path, init) => {
      const body = init?.body ? JSON.parse(String(init.body)) : undefined;
      const headers = Object.fromEntries(new Headers(init?.headers));
      const one = { path: String(path), method: init?.method ?? 'GET', headers, body };
      sent.push(one);
      return answers(one);
    },
  });
  return { api, sessions, sent, reached };
}

const expired = () => Response.json({ code: 'token_expired', detail: 'Expired' }, { status: 401 });

test('requestOf() fills the path, leaves out empty query values, and sends a body as JSON', () => {
  const given = {
    params: { id: 'a/b' },
    query: { limit: 20, cursor: undefined, query: '', kind: null },
    body: { name: 'x' },
  };
  const { method, path, init } = requestOf('POST /api/v1/things/{id}', given);
  expect([method, path]).toEqual(['POST', '/api/v1/things/a%2Fb?limit=20']);
  expect(init.body).toBe('{"name":"x"}');
  expect(init.headers).toEqual({ 'content-type': 'application/json' });
  expect(requestOf('GET /api/v1/me', {}).init.headers).toBeUndefined();
});

test('a call carries the token and the chosen workspace', async () => {
  const { api, sent } = bench(() => Response.json({ id: 'me' }), 'workspace-1');
  await api.call('GET /api/v1/me');
  expect(sent[0]?.headers).toMatchObject({ authorization: 'Bearer old', 'x-workspace-id': 'workspace-1' });
});

test('without a session and workspace there are no such headers', async () => {
  const { api, sessions } = bench(() => Response.json({}));
  sessions.write(null);
  expect(api.headers()).toEqual({});
});

test('a call whose token has expired is made again with a new one', async () => {
  const { api, sent } = bench(({ path, headers }) => {
    if (path.endsWith('/refresh')) return Response.json({ accessToken: 'new', refreshToken: 'refresh-2' });
    return headers['authorization'] === 'Bearer new' ? Response.json({ id: 'me' }) : expired();
  });
  expect(await api.call('GET /api/v1/me')).toEqual({ id: 'me' });
  expect(sent.map(({ path }) => path)).toEqual(['/api/v1/me', '/api/v1/sessions/refresh', '/api/v1/me']);
});

test('a call that is refused for another reason is not repeated', async () => {
  const refused = () => Response.json({ code: 'password_wrong', detail: 'No' }, { status: 401 });
  const { api, sent } = bench(refused);
  await expect(api.call('GET /api/v1/me')).rejects.toMatchObject({ code: 'password_wrong', status: 401 });
  expect(sent.length).toBe(1);
});

test('a session that is over gives the refusal, once', async () => {
  const { api, sent, sessions } = bench(expired);
  await expect(api.call('GET /api/v1/me')).rejects.toMatchObject({ code: 'token_expired' });
  expect(sent.length).toBe(2);
  expect(sessions.read()).toBeNull();
});

test('an answer without content is undefined', async () => {
  const { api } = bench(({ method }) => new Response(null, { status: method === 'DELETE' ? 204 : 202 }));
  expect(await api.call('DELETE /api/v1/conversations/{id}', { params: { id: 'c' } })).toBeUndefined();
  const signal = { params: { id: 'r' }, body: { signal: 'go' } };
  expect(await api.call('POST /api/v1/workflow-runs/{id}/signals', signal)).toBeUndefined();
});

test('whether the server was reached is told: an error of its own is a reach, a broken network none', async () => {
  let isDown = false;
  const { api, reached } = bench(() => {
    if (isDown) throw new TypeError('Failed to fetch');
    return Response.json({ code: 'internal_error', detail: 'Oh' }, { status: 500 });
  });
  await expect(api.call('GET /api/v1/me')).rejects.toMatchObject({ status: 500 });
  isDown = true;
  await expect(api.call('GET /api/v1/me')).rejects.toMatchObject({ code: 'network_unreachable' });
  expect(reached).toEqual([true, false]);
});

test('a call that its reader gave up says nothing about the network', async () => {
  const stop = new AbortController();
  const { api, reached } = bench(() => {
    stop.abort();
    throw new DOMException('Aborted', 'AbortError');
  });
  await expect(api.call('GET /api/v1/me', { signal: stop.signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
  expect(reached).toEqual([]);
});
