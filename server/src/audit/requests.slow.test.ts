import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Client, newMember, OWNER, type TestApp, testApp } from '../testing/app.ts';
import type { AuditEntryView } from './contract.ts';
import { AUDITED } from './requests.ts';

describe('the audit log of requests', () => {
  let product: TestApp;
  let owner: Client;
  before(async () => {
    product = await testApp();
    owner = product.owner;
  });
  after(() => product[Symbol.asyncDispose]());

  const list = async (query = '', by = owner) =>
    (await by.call<{ items: AuditEntryView[]; next: string | null }>('GET', `/api/v1/audit${query}`)).body;
  const newest = async () => (await list('?limit=1')).items[0] ?? assert.fail('there is no entry');

  test('signing in is written down, with the account and without the password', async () => {
    await product.signIn(OWNER.email, OWNER.password);
    const entry = await newest();
    assert.deepEqual([entry.action, entry.subject, entry.outcome], ['session.begin', OWNER.email, 'done']);
    assert.equal(entry.actor?.name, 'owner');
    const wrong = { email: OWNER.email, password: 'not the one' };
    await product.anonymous.call('POST', '/api/v1/sessions', wrong);
    assert.deepEqual([(await newest()).outcome, (await newest()).actor?.name], ['refused', 'owner']);
    await product.anonymous.call('POST', '/api/v1/sessions', { ...wrong, email: 'nobody@example.org' });
    assert.deepEqual([(await newest()).subject, (await newest()).actor], ['nobody@example.org', null]);
    assert.ok(!JSON.stringify(await list()).includes('not the one'));
  });

  test('policies, connections and their removal are written down with what they say and without secrets', async () => {
    const policy = { askEffects: ['outside'], askRisks: ['high'] };
    await owner.call('PUT', '/api/v1/tool-policy', policy);
    assert.deepEqual([(await newest()).action, (await newest()).details], ['tool.set-policy', policy]);
    const place = {
      kind: 'postgresql',
      host: 'db.example',
      port: 5432,
      database: 'd',
      user: 'u',
      tls: 'off',
    };
    const made = await owner.call('POST', '/api/v1/sql-connections', {
      name: 'shop',
      place,
      password: 'hunter22',
    });
    const entry = await newest();
    assert.deepEqual(
      [entry.action, entry.subject, entry.details],
      ['tool.register-database', 'shop', { place }],
    );
    await owner.call('DELETE', `/api/v1/sql-connections/${made.body['id']}`);
    assert.deepEqual(
      [(await newest()).action, (await newest()).subject],
      ['tool.forget-database', made.body['id']],
    );
    assert.ok(!JSON.stringify(await list()).includes('hunter22'));
  });

  test('who may see knowledge is written down, with whom it was granted to', async () => {
    const made = await owner.call('POST', '/api/v1/knowledge/bases', { name: 'Plans' });
    const base = `/api/v1/knowledge/bases/${made.body['id']}`;
    await owner.call('PATCH', base, { visibility: 'private' });
    assert.deepEqual(
      [(await newest()).action, (await newest()).details],
      ['knowledge.share-base', { visibility: 'private' }],
    );
    const me = await owner.call<{ user: { id: string } }>('GET', '/api/v1/me');
    await owner.call('PUT', `${base}/grants/${me.body.user.id}`, { verb: 'read' });
    const { action, subject, details } = await newest();
    assert.deepEqual(
      [action, subject, details],
      ['knowledge.grant-base', `${made.body['id']}/${me.body.user.id}`, { verb: 'read' }],
    );
  });

  test('what a role may not is written down as refused; what was malformed is not', async () => {
    const viewer = await newMember(product, 'viewer');
    const before = await newest();
    assert.equal(before.action, 'member.join');
    await viewer.call('PUT', '/api/v1/tool-policy', { askEffects: [], askRisks: [] });
    assert.deepEqual([(await newest()).action, (await newest()).outcome], ['tool.set-policy', 'refused']);
    const { sequence } = await newest();
    await owner.call('PUT', '/api/v1/tool-policy', { askEffects: 'no' });
    await owner.call('GET', '/api/v1/tool-policy');
    assert.equal((await newest()).sequence, sequence);
  });

  test('a change of a role is written down', async () => {
    const members = await owner.call<{ items: { userId: string; role: string }[] }>('GET', '/api/v1/members');
    const { userId } = members.body.items.find(({ role }) => role === 'viewer') ?? assert.fail();
    await owner.call('PATCH', `/api/v1/members/${userId}`, { role: 'editor' });
    const { action, subject, details, actor } = await newest();
    assert.deepEqual(
      [action, subject, details, actor?.name],
      ['member.change-role', userId, { role: 'editor' }, 'owner'],
    );
  });

  test('the log is paged from the newest on and filtered', async () => {
    const all = (await list('?limit=200')).items;
    const paged: AuditEntryView[] = [];
    for (let cursor = ''; ; ) {
      const page = await list(`?limit=3${cursor}`);
      paged.push(...page.items);
      if (page.next === null) break;
      cursor = `&cursor=${page.next}`;
    }
    assert.deepEqual(paged, all);
    const sequences = all.map(({ sequence }) => sequence);
    assert.deepEqual(
      sequences,
      sequences.toSorted((a, b) => b - a),
    );
    const kinds = (await list('?kind=session&limit=200')).items;
    assert.ok(kinds.length > 0 && kinds.every(({ action }) => action.startsWith('session.')));
    const refused = (await list('?outcome=refused&limit=200')).items;
    assert.ok(refused.length > 0 && refused.every(({ outcome }) => outcome === 'refused'));
    const mine = (await list(`?actor=${all[0]?.actor?.id}&limit=200`)).items;
    assert.ok(mine.length > 0 && mine.every(({ actor }) => actor?.id === all[0]?.actor?.id));
    const at = all.at(-1)?.at ?? 0;
    assert.equal((await list(`?to=${at}`)).items.length, 0);
    assert.equal((await list(`?from=${at}&limit=200`)).items.length, all.length);
  });

  test('another workspace sees its own entries and its members’ sessions, and no strangers', async () => {
    const second = await owner.call<{ id: string }>('POST', '/api/v1/workspaces', { name: 'Second' });
    const response = await product.app.fetch(
      new Request('http://test/api/v1/audit?limit=200', {
        headers: { authorization: `Bearer ${owner.token}`, 'x-workspace-id': second.body.id },
      }),
    );
    const { items } = (await response.json()) as { items: AuditEntryView[] };
    assert.ok(items.every(({ action }) => action.startsWith('session.') || action.startsWith('member.')));
    const admin = await newMember(product, 'admin');
    const seen = (await list('?limit=200', admin)).items;
    assert.ok(seen.some(({ action }) => action === 'tool.set-policy'));
    assert.ok(seen.every(({ subject }) => subject !== 'nobody@example.org'));
  });

  test('every audited request is a route that there is', async () => {
    const { body } = await owner.call<{ paths: Record<string, object> }>('GET', '/api/openapi.json');
    const routes = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(
        (method) => [method.toUpperCase(), path.replaceAll(/\{[^}]+\}/g, 'x')] as const,
      ),
    );
    for (const { action, method, path } of AUDITED)
      assert.ok(
        routes.some(([known, asked]) => known === method && path.test(asked)),
        action,
      );
  });
});
