import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeyring } from '../data-protection/index.ts';
import { authorizing, checkAuth, presentAuth, sealAuth } from './auth.ts';
import { authSchema } from './auth-contract.ts';

const keyring = createKeyring(Buffer.alloc(32, 7));
const BASIC = { kind: 'basic', username: 'ada', password: 'kept: secret' } as const;
const HEADER = { kind: 'header', name: 'X-Api-Key', value: 'kept-secret' } as const;
const rowOf = (auth: Parameters<typeof sealAuth>[2], id = 's') => ({ id, auth: sealAuth(keyring, id, auth) });
const sent = (auth: Parameters<typeof sealAuth>[2], address: string, to: string) =>
  authorizing(keyring, rowOf(auth), address)(new URL(to));

test('the secret is sealed, for one source, and what is shown is who signs in', () => {
  for (const auth of [BASIC, HEADER]) {
    const row = rowOf(auth);
    assert.doesNotMatch(row.auth, /secret"?:"?kept|kept/);
    assert.deepEqual(presentAuth(row), { kind: auth.kind, name: auth === BASIC ? 'ada' : 'X-Api-Key' });
    const other = authorizing(keyring, { ...row, id: 'another' }, 'https://site.test/');
    assert.throws(() => other(new URL('https://site.test/')));
  }
  assert.equal(presentAuth({ auth: null }), null);
  assert.deepEqual(
    authorizing(keyring, { id: 's', auth: null }, 'https://a.test/')(new URL('https://a.test/')),
    {},
  );
});

test('it goes to its own host, protocol and port, and to no other', () => {
  const basic = `Basic ${Buffer.from('ada:kept: secret').toString('base64')}`;
  const own = 'https://site.test/docs/';
  assert.deepEqual(sent(BASIC, own, 'https://site.test/docs/a?b=1'), { authorization: basic });
  assert.deepEqual(sent(HEADER, own, 'https://site.test/other'), { 'x-api-key': 'kept-secret' });
  for (const foreign of [
    'http://site.test/docs/',
    'https://site.test:8443/docs/',
    'https://sub.site.test/docs/',
    'https://site.test.evil.test/',
    'https://evil.test/?https://site.test/',
    'http://127.0.0.1/',
  ])
    assert.deepEqual(sent(BASIC, own, foreign), {}, foreign);
});

test('a site that moves to https is signed in to there, one that moves back or to a port is not', () => {
  const open = 'http://intra.test/';
  assert.ok('authorization' in sent(BASIC, open, 'https://intra.test/'));
  assert.deepEqual(sent(BASIC, open, 'https://intra.test:8443/'), {});
  assert.deepEqual(sent(BASIC, 'http://intra.test:8080/', 'https://intra.test/'), {});
});

test('a secret is sent in the open only to named hosts of the own network', () => {
  checkAuth('https://site.test/', []);
  checkAuth('http://intra.test:8080/', ['intra.test:8080']);
  checkAuth('http://intra.test:8080/', ['intra.test']);
  for (const [address, named] of [
    ['http://site.test/', []],
    ['http://intra.test:8081/', ['intra.test:8080']],
  ] as const)
    assert.throws(() => checkAuth(address, named), { code: 'source_auth_insecure' });
});

test('what no header can carry, or what says how a request is made, is refused', () => {
  const fits = (given: object) => authSchema.safeParse(given).success;
  assert.ok(fits(BASIC) && fits(HEADER) && fits({ ...HEADER, name: 'Authorization' }));
  for (const name of [
    'Host',
    'content-length',
    'Transfer-Encoding',
    'if-none-match',
    'Accept',
    'a b',
    'a:',
    'ä',
    '',
  ])
    assert.ok(!fits({ ...HEADER, name }), name);
  for (const value of ['a\r\nHost: x', 'ä', '', '\u0000'])
    assert.ok(!fits({ ...HEADER, value }), JSON.stringify(value));
  assert.ok(!fits({ ...BASIC, username: 'a:b' }) && !fits({ ...BASIC, password: 'a\nb' }));
});
