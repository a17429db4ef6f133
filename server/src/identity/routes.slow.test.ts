import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { SignJWT } from 'jose';
import { clientOf, OWNER, type TestApp, testApp } from '../testing/app.ts';
import { MAX_FAILED_ATTEMPTS } from './attempts.ts';
import type { Session, User } from './contract.ts';

interface Key {
  id: string;
  name: string;
  prefix: string;
  key?: string;
  usedAt: number | null;
}

describe('identity over HTTP', () => {
  let product: TestApp;
  before(async () => {
    product = await testApp();
  });
  after(() => product[Symbol.asyncDispose]());

  const signIn = (credentials: object = OWNER) =>
    product.anonymous.call<Session & { code?: string }>('POST', '/api/v1/sessions', credentials);
  const refresh = (refreshToken: string) =>
    product.anonymous.call<Session & { code?: string }>('POST', '/api/v1/sessions/refresh', { refreshToken });
  const me = (token: string) => clientOf(product.app.fetch, token).call('GET', '/api/v1/me');

  test('signing in gives a pair that works, and says when the first of it ends', async () => {
    const { status, body } = await signIn();
    assert.deepEqual([status, body.expiresInSeconds], [201, 900]);
    assert.equal((await me(body.accessToken)).status, 200);
    const [, claims = ''] = body.accessToken.split('.');
    const { exp, iat } = JSON.parse(Buffer.from(claims, 'base64url').toString());
    assert.equal(exp - iat, 900);
  });

  test('the e-mail is taken in any letter case, the password is not', async () => {
    assert.equal((await signIn({ ...OWNER, email: ' OWNER@example.org ' })).status, 201);
    const { status, body } = await signIn({ ...OWNER, password: OWNER.password.toUpperCase() });
    assert.deepEqual([status, body.code], [401, 'credentials_wrong']);
  });

  test('an unknown e-mail is answered like a wrong password, word for word', async () => {
    const wrong = await signIn({ ...OWNER, password: 'wrong password' });
    const unknown = await signIn({ email: 'nobody@example.org', password: 'wrong password' });
    const { requestId: _, ...first } = wrong.body as object as { requestId: string };
    const { requestId: __, ...second } = unknown.body as object as { requestId: string };
    assert.deepEqual(first, second);
  });

  test('a refresh token is good once; its second use ends all that came from it', async () => {
    const { body: first } = await signIn();
    const { status, body: second } = await refresh(first.refreshToken);
    assert.equal(status, 201);
    assert.equal((await me(second.accessToken)).status, 200);
    const reused = await refresh(first.refreshToken);
    assert.deepEqual([reused.status, reused.body.code], [401, 'refresh_token_reused']);
    assert.equal((await me(second.accessToken)).status, 401);
    assert.equal((await me(first.accessToken)).status, 401);
    assert.equal((await refresh(second.refreshToken)).body.code, 'refresh_token_invalid');
  });

  test('of many who refresh with one token at once, one is answered with a pair', async () => {
    const { body } = await signIn();
    const race = await Promise.all(Array.from({ length: 8 }, () => refresh(body.refreshToken)));
    assert.equal(race.filter(({ status }) => status === 201).length, 1);
    for (const { status, body: answer } of race) {
      if (status !== 201) assert.match(answer.code ?? '', /^refresh_token_(reused|invalid)$/);
    }
  });

  test('signing out ends this session at once and no other', async () => {
    const [{ body: here }, { body: there }] = [await signIn(), await signIn()];
    const client = clientOf(product.app.fetch, here.accessToken);
    assert.equal((await client.call('DELETE', '/api/v1/sessions/current')).status, 204);
    assert.equal((await me(here.accessToken)).body.code, 'token_invalid');
    assert.equal((await refresh(here.refreshToken)).body.code, 'refresh_token_invalid');
    assert.equal((await me(there.accessToken)).status, 200);
  });

  test('a token that is forged, tampered with or unsigned is refused', async () => {
    const { body } = await signIn();
    const [head = '', claims = '', signature = ''] = body.accessToken.split('.');
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const own = JSON.parse(Buffer.from(claims, 'base64url').toString());
    const forged = await new SignJWT(own).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 9));
    const tokens = {
      'no algorithm': `${part({ alg: 'none' })}.${claims}.`,
      'no signature': `${head}.${claims}.`,
      'another key': forged,
      'another user': `${head}.${part({ ...own, sub: 'somebody' })}.${signature}`,
      'a later end': `${head}.${part({ ...own, exp: own.exp + 9_999 })}.${signature}`,
      'a letter more': `${body.accessToken}A`,
      'a refresh token': body.refreshToken,
      'an algorithm that takes a public key': `${part({ alg: 'RS256' })}.${claims}.${signature}`,
    };
    for (const [what, token] of Object.entries(tokens)) {
      const answer = await me(token);
      assert.deepEqual([answer.status, answer.body.code], [401, 'token_invalid'], what);
    }
    assert.equal((await me(body.accessToken)).status, 200);
  });

  test('guessing a password is bounded, for that e-mail alone, and says when to come back', async () => {
    const victim = { email: 'victim@example.org', password: 'wrong password' };
    const burst = await Promise.all(Array.from({ length: 30 }, () => signIn(victim)));
    const codes = burst.map(({ body }) => body.code);
    assert.equal(codes.filter((code) => code === 'credentials_wrong').length, MAX_FAILED_ATTEMPTS);
    const { status, headers } = await signIn(victim);
    assert.equal(status, 429);
    assert.ok(Number(headers.get('retry-after')) > 0);
    assert.equal((await signIn()).status, 201);
  });

  test('an API key is shown once, listed by its beginning, and gone when revoked', async () => {
    const { owner, app } = product;
    const { status, body: made } = await owner.call<Key>('POST', '/api/v1/keys', { name: 'ci' });
    assert.equal(status, 201);
    const { key = '', id, prefix } = made;
    assert.ok(key.startsWith(prefix) && prefix.length < key.length / 2);
    assert.equal((await me(key)).status, 200);
    const { body: list } = await owner.call<{ items: Key[] }>('GET', '/api/v1/keys');
    assert.ok(!JSON.stringify(list).includes(key));
    assert.ok(list.items.some((one) => one.id === id && one.usedAt !== null));
    assert.equal((await owner.call('DELETE', `/api/v1/keys/${id}`)).status, 204);
    assert.equal((await me(key)).body.code, 'token_invalid');
    assert.equal((await owner.call('DELETE', `/api/v1/keys/${id}`)).body.code, 'key_unknown');
    assert.equal((await clientOf(app.fetch, key).call('GET', '/v1/models')).status, 401);
  });

  test('a key makes no keys and has no session to end', async () => {
    const { body } = await product.owner.call<Key>('POST', '/api/v1/keys', { name: 'ci', expiresInDays: 1 });
    const client = clientOf(product.app.fetch, body.key ?? '');
    for (const [method, path] of [
      ['POST', '/api/v1/keys'],
      ['DELETE', '/api/v1/sessions/current'],
    ] as const) {
      const answer = await client.call(method, path, method === 'POST' ? { name: 'more' } : undefined);
      assert.deepEqual([answer.status, answer.body.code], [403, 'session_needed'], path);
    }
  });

  test('keys are listed newest first, page by page', async () => {
    const made: string[] = [];
    for (const name of ['one', 'two', 'three'])
      made.push((await product.owner.call<Key>('POST', '/api/v1/keys', { name })).body.id);
    const first = await product.owner.call<{ items: Key[]; next: string }>('GET', '/api/v1/keys?limit=2');
    const path = `/api/v1/keys?limit=1&cursor=${first.body.next}`;
    const second = await product.owner.call<{ items: Key[] }>('GET', path);
    const seen = [...first.body.items, ...second.body.items].map(({ id }) => id);
    assert.deepEqual(seen, made.reverse());
  });

  test('a name or language that is changed shows at once', async () => {
    const { body } = await product.owner.call<User>('PATCH', '/api/v1/me', {
      name: '  安 ',
      locale: 'zh-CN',
    });
    assert.deepEqual([body.name, body.locale], ['安', 'zh-CN']);
    const { body: seen } = await product.owner.call<{ user: User }>('GET', '/api/v1/me');
    assert.deepEqual(seen.user, body);
    const { status } = await product.owner.call('PATCH', '/api/v1/me', { locale: 'xx' });
    assert.equal(status, 400);
  });

  test('no secret that was given out lies in the data folder in the clear', async () => {
    const { body: session } = await signIn();
    const { body: key } = await product.owner.call<Key>('POST', '/api/v1/keys', { name: 'hidden' });
    const database = ['agenticgen.db', 'agenticgen.db-wal']
      .map((name) => readFileSync(join(product.folder, name), 'latin1'))
      .join('');
    assert.ok(database.includes(OWNER.email), 'this is the database');
    for (const secret of [session.refreshToken, session.accessToken, key.key ?? '', OWNER.password])
      assert.ok(!database.includes(secret));
  });
});
