import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import { isProblem } from '../problem/index.ts';
import { testRuntime } from '../testing/runtime.ts';
import { ACCESS_TOKEN_SECONDS, createAccessTokens } from './access-token.ts';

const KEY = Buffer.alloc(32, 7);
const invalid = (error: unknown) => isProblem(error, 'token_invalid');

test('verify() tells what issue() was told', async () => {
  const runtime = testRuntime();
  const tokens = createAccessTokens(KEY, runtime.now);
  const claims = await tokens.verify(await tokens.issue('ann', 'session-1'));
  assert.deepEqual(
    { ...claims, expiresAt: claims.expiresAt - runtime.now() },
    { userId: 'ann', sessionId: 'session-1', expiresAt: ACCESS_TOKEN_SECONDS * 1000 },
  );
});

test('a token ends after its seconds, also one that is remembered', async () => {
  const runtime = testRuntime();
  const tokens = createAccessTokens(KEY, runtime.now);
  const token = await tokens.issue('ann', 'session-1');
  await tokens.verify(token);
  assert.ok(tokens.remembered(token));
  runtime.advance(ACCESS_TOKEN_SECONDS * 1000);
  assert.equal(tokens.remembered(token), undefined);
  await assert.rejects(tokens.verify(token), invalid);
});

test('a token signed with another key is refused', async () => {
  const runtime = testRuntime();
  const forged = await createAccessTokens(Buffer.alloc(32, 8), runtime.now).issue('ann', 'session-1');
  await assert.rejects(createAccessTokens(KEY, runtime.now).verify(forged), invalid);
});

test('a token without signature, of another algorithm, or none at all is refused', async () => {
  const runtime = testRuntime();
  const tokens = createAccessTokens(KEY, runtime.now);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { sub: 'ann', sid: 's', iss: 'agenticgen', exp: runtime.now() / 1000 + 60 };
  const unsigned = `${part({ alg: 'none' })}.${part(claims)}.`;
  const other = await new SignJWT(claims).setProtectedHeader({ alg: 'HS512' }).sign(Buffer.alloc(64, 7));
  for (const token of [unsigned, other, '', 'x', 'a.b.c', 'ä.ö.ü'])
    await assert.rejects(tokens.verify(token), invalid);
});

test('a token of ours that lacks a session is refused', async () => {
  const runtime = testRuntime();
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('agenticgen')
    .setSubject('ann')
    .setExpirationTime(Math.floor(runtime.now() / 1000) + 60)
    .sign(KEY);
  await assert.rejects(createAccessTokens(KEY, runtime.now).verify(token), invalid);
});

test('forget() drops the tokens of one session only', async () => {
  const tokens = createAccessTokens(KEY, testRuntime().now);
  const [one, two] = [await tokens.issue('ann', 'one'), await tokens.issue('ann', 'two')];
  await Promise.all([tokens.verify(one), tokens.verify(two)]);
  tokens.forget('one');
  assert.equal(tokens.remembered(one), undefined);
  assert.ok(tokens.remembered(two));
});
