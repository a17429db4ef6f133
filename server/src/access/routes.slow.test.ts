import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { MAX_FAILED_ATTEMPTS } from '../identity/index.ts';
import { type Client, clientOf, OWNER, type TestApp, testApp } from '../testing/app.ts';
import type { Me, Role } from './contract.ts';

interface Joined {
  client: Client;
  userId: string;
}

async function joinAs(product: TestApp, email: string, role: Role): Promise<Joined> {
  const { owner, anonymous, app } = product;
  const { body: invited } = await owner.call('POST', '/api/v1/invitations', { email, role });
  const wanted = { token: invited.token, name: 'Member', password: 'a long password' };
  const { body } = await anonymous.call<{ accessToken: string }>(
    'POST',
    '/api/v1/invitations/acceptance',
    wanted,
  );
  const client = clientOf(app.fetch, body.accessToken);
  const me = await client.call<Me>('GET', '/api/v1/me');
  return { client, userId: me.body.user.id };
}

/** Calls with the workspace that the header names. */
async function callIn(product: TestApp, client: Client, workspace: string, path: string) {
  const headers = { authorization: `Bearer ${client.token}`, 'x-workspace-id': workspace };
  const response = await product.app.fetch(new Request(`http://test${path}`, { headers }));
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('set-up over HTTP', () => {
  const wanted = { email: 'first@example.org', password: 'a long password', name: 'First' };

  test('the console’s code makes the owner, signs them in, and works once', async () => {
    await using product = await testApp({ AGENTICGEN_ADMIN_EMAIL: '', AGENTICGEN_ADMIN_PASSWORD: '' });
    const { anonymous, app } = product;
    const code = app.setupCode;
    assert.ok(code);
    assert.equal((await anonymous.call('GET', '/api/v1/setup')).body.required, true);
    const refused = await anonymous.call('POST', '/api/v1/setup', { ...wanted, code: 'WRONG-CODE1' });
    assert.deepEqual([refused.status, refused.body.code], [403, 'setup_code_wrong']);
    const made = await anonymous.call<{ accessToken: string }>('POST', '/api/v1/setup', { ...wanted, code });
    assert.equal(made.status, 201);
    const me = await clientOf(app.fetch, made.body.accessToken).call<Me>('GET', '/api/v1/me');
    assert.equal(me.body.workspace.role, 'super_admin');
    assert.equal((await anonymous.call('GET', '/api/v1/setup')).body.required, false);
    const again = { ...wanted, code, email: 'second@example.org' };
    const { status, body } = await anonymous.call('POST', '/api/v1/setup', again);
    assert.deepEqual([status, body.code], [409, 'setup_done']);
  });

  test('guessing the code is bounded, and says when to come back', async () => {
    await using product = await testApp({ AGENTICGEN_ADMIN_EMAIL: '', AGENTICGEN_ADMIN_PASSWORD: '' });
    const guess = (code: string) =>
      product.anonymous.call('POST', '/api/v1/setup', { ...wanted, code: `${code}` });
    const burst = await Promise.all(Array.from({ length: 60 }, (_, index) => guess(`GUESS-${index}`)));
    const tried = burst.filter(({ body }) => body.code === 'setup_code_wrong');
    assert.equal(tried.length, MAX_FAILED_ATTEMPTS);
    const { status, headers } = await guess(product.app.setupCode ?? '');
    assert.equal(status, 429);
    assert.ok(Number(headers.get('retry-after')) > 0);
  });

  test('an owner from the environment leaves no code to guess', async () => {
    await using product = await testApp();
    assert.equal(product.app.setupCode, null);
    for (const code of ['-', 'null', 'A']) {
      const { status, body } = await product.anonymous.call('POST', '/api/v1/setup', { ...wanted, code });
      assert.deepEqual([status, body.code], [409, 'setup_done'], code);
    }
  });
});

describe('members, invitations and workspaces over HTTP', () => {
  let product: TestApp;
  before(async () => {
    product = await testApp();
  });
  after(() => product[Symbol.asyncDispose]());

  test('GET /me tells who one is, where, and what one may do there', async () => {
    const { body } = await product.owner.call<Me>('GET', '/api/v1/me');
    assert.equal(body.user.email, OWNER.email);
    assert.deepEqual(body.workspaces, [body.workspace]);
    assert.ok(
      body.rules.some(({ action, subject }) => action.includes('create') && subject.includes('Workspace')),
    );
  });

  test('a role that is changed is felt by the next request', async () => {
    const { client, userId } = await joinAs(product, 'changed@example.org', 'viewer');
    const make = () => client.call('POST', '/api/v1/conversations', {});
    assert.equal((await make()).status, 403);
    await product.owner.call('PATCH', `/api/v1/members/${userId}`, { role: 'editor' });
    assert.equal((await make()).status, 201);
  });

  test('a member who is removed has no place at once', async () => {
    const { client, userId } = await joinAs(product, 'removed@example.org', 'admin');
    assert.equal((await client.call('GET', '/api/v1/members')).status, 200);
    assert.equal((await product.owner.call('DELETE', `/api/v1/members/${userId}`)).status, 204);
    const { status, body } = await client.call('GET', '/api/v1/members');
    assert.deepEqual([status, body.code], [403, 'workspace_unknown']);
    const again = await product.owner.call('DELETE', `/api/v1/members/${userId}`);
    assert.deepEqual([again.status, again.body.code], [404, 'not_found']);
  });

  test('the only super_admin stays, whoever tries', async () => {
    const owner = await product.owner.call<Me>('GET', '/api/v1/me');
    const path = `/api/v1/members/${owner.body.user.id}`;
    const demoted = await product.owner.call('PATCH', path, { role: 'admin' });
    const removed = await product.owner.call('DELETE', path);
    assert.deepEqual([demoted.body.code, removed.body.code], ['last_super_admin', 'last_super_admin']);
    const { client } = await joinAs(product, 'climber@example.org', 'admin');
    assert.equal((await client.call('PATCH', path, { role: 'viewer' })).body.code, 'role_too_high');
    assert.equal((await client.call('DELETE', path)).body.code, 'role_too_high');
    const me = await product.owner.call<Me>('GET', '/api/v1/me');
    assert.equal(me.body.workspace.role, 'super_admin');
  });

  test('a role that does not exist is refused before anything is done', async () => {
    const { userId } = await joinAs(product, 'roles@example.org', 'viewer');
    for (const role of ['owner', 'Admin', '', 7, null, ['admin']]) {
      const { status, body } = await product.owner.call('PATCH', `/api/v1/members/${userId}`, { role });
      assert.deepEqual([status, body.code], [400, 'request_invalid'], String(role));
    }
  });

  test('an invitation is listed without its token, joins once, and is gone when taken back', async () => {
    const { owner, anonymous } = product;
    const invite = { email: 'Guest@Example.org ', role: 'analyst' };
    const { status, body } = await owner.call('POST', '/api/v1/invitations', invite);
    assert.deepEqual([status, body.email], [201, 'guest@example.org']);
    const list = await owner.call('GET', '/api/v1/invitations?limit=1');
    assert.ok(!JSON.stringify(list.body).includes(String(body.token)));
    assert.ok(JSON.stringify(list.body).includes(String(body.id)));
    const accept = () =>
      anonymous.call('POST', '/api/v1/invitations/acceptance', {
        token: body.token,
        name: 'Guest',
        password: 'a long password',
      });
    assert.equal((await accept()).status, 201);
    assert.equal((await accept()).body.code, 'invitation_invalid');
    const other = await owner.call('POST', '/api/v1/invitations', { ...invite, email: 'b@example.org' });
    assert.equal((await owner.call('DELETE', `/api/v1/invitations/${other.body.id}`)).status, 204);
    const late = await anonymous.call('POST', '/api/v1/invitations/acceptance', {
      token: other.body.token,
      name: 'B',
      password: 'a long password',
    });
    assert.equal(late.body.code, 'invitation_invalid');
  });

  test('whoever is in two workspaces sees each by itself', async () => {
    const { owner } = product;
    const { body: second } = await owner.call('POST', '/api/v1/workspaces', { name: 'Second' });
    assert.equal(second.role, 'super_admin');
    const { body: made } = await owner.call('POST', '/api/v1/conversations', { title: 'In the first' });
    const path = `/api/v1/conversations/${made.id}`;
    assert.equal((await owner.call('GET', path)).status, 200);
    const there = await callIn(product, owner, String(second.id), path);
    assert.deepEqual([there.status, there.body.code], [404, 'not_found']);
    const members = await callIn(product, owner, String(second.id), '/api/v1/members');
    assert.equal((members.body.items as object[]).length, 1);
    const me = await callIn(product, owner, String(second.id), '/api/v1/me');
    assert.equal((me.body as unknown as Me).workspaces.length, 2);
  });

  test('a member of one workspace finds nothing of another by its ids, and cannot enter it', async () => {
    const { owner } = product;
    const { client } = await joinAs(product, 'stranger@example.org', 'admin');
    const { body: other } = await owner.call('POST', '/api/v1/workspaces', { name: 'Other' });
    const headers = { authorization: `Bearer ${owner.token}`, 'x-workspace-id': String(other.id) };
    const init = { method: 'POST', headers: { ...headers, 'content-type': 'application/json' } };
    const request = new Request('http://test/api/v1/knowledge/bases', {
      ...init,
      body: JSON.stringify({ name: 'Secret' }),
    });
    const { id } = (await (await product.app.fetch(request)).json()) as { id: string };
    for (const [method, path] of [
      ['GET', `/api/v1/knowledge/bases/${id}`],
      ['DELETE', `/api/v1/knowledge/bases/${id}`],
      ['GET', `/api/v1/knowledge/bases/${id}/documents`],
    ] as const) {
      const { status, body } = await client.call(method, path);
      assert.deepEqual([status, body.code], [404, 'not_found'], path);
    }
    const entered = await callIn(product, client, String(other.id), '/api/v1/members');
    assert.equal(entered.body.code, 'workspace_unknown');
  });

  test('the list of members goes on where the last page ended', async () => {
    const seen: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 20; pages++) {
      const path = `/api/v1/members?limit=2${cursor && `&cursor=${cursor}`}`;
      const { body } = await product.owner.call<{ items: { userId: string }[]; next: string | null }>(
        'GET',
        path,
      );
      seen.push(...body.items.map(({ userId }) => userId));
      if (body.next === null) break;
      cursor = body.next;
    }
    assert.ok(seen.length > 4, `${seen.length} members`);
    assert.equal(new Set(seen).size, seen.length);
    assert.deepEqual(seen, [...seen].sort());
  });
});
