import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { test } from 'node:test';
import { permit } from '../../access/index.ts';
import { createKeyring } from '../../data-protection/index.ts';
import { sqliteForTest } from '../../testing/databases.ts';
import { type RogueServer, rogueServer } from '../../testing/mcp-server.ts';
import { insertMember, insertWorkspace } from '../../testing/people.ts';
import { testRuntime } from '../../testing/runtime.ts';
import { systemResolve } from '../public-address.ts';
import { findSource } from '../source-queries.ts';
import { addSource } from '../sources.ts';
import { createConnections } from './connections.ts';
import { beginAuthorization, finishAuthorization } from './oauth.ts';
import { readSecret } from './secret.ts';

const RETURN_TO = 'https://agenticgen.example/tools/connected';

/** An authorization server beside the MCP server, by the letter of RFC 9728, 8414, 7591 and 7636. */
function guard(rogue: RogueServer) {
  const origin = new URL(rogue.url).origin;
  const seen = { registered: 0, refreshed: 0, challenge: '', valid: 'none' };
  const json = (response: ServerResponse, value: object, status = 200) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    return true;
  };
  const documents: Record<string, object> = {
    '/.well-known/oauth-protected-resource/mcp': { resource: rogue.url, authorization_servers: [origin] },
    '/.well-known/oauth-authorization-server': {
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
      registration_endpoint: `${origin}/register`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    },
  };
  async function token(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isCode = form.get('grant_type') === 'authorization_code';
    if (isCode && (challenge !== seen.challenge || form.get('code') !== 'the-code'))
      return json(response, { error: 'invalid_grant' }, 400);
    if (!isCode) seen.refreshed += 1;
    seen.valid = isCode ? 'first-access-token' : 'second-access-token';
    const tokens = { access_token: seen.valid, refresh_token: 'the-refresh-token', token_type: 'Bearer' };
    return json(response, { ...tokens, expires_in: 3_600 });
  }
  rogue.first = (request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    if (documents[path]) return json(response, documents[path]);
    if (path === '/token') return void token(request, response) === undefined;
    if (path === '/register') {
      seen.registered += 1;
      return json(
        response,
        { client_id: 'client', client_secret: 'client-secret', redirect_uris: [RETURN_TO] },
        201,
      );
    }
    if (path !== '/mcp') return json(response, {}, 404);
    if (request.headers.authorization === `Bearer ${seen.valid}`) return false;
    const metadata = `${origin}/.well-known/oauth-protected-resource/mcp`;
    response.setHeader('www-authenticate', `Bearer resource_metadata="${metadata}"`);
    return json(response, {}, 401);
  };
  return seen;
}

async function bench(rogue: RogueServer) {
  const { db, close } = await sqliteForTest();
  const runtime = testRuntime();
  const keyring = createKeyring(Buffer.alloc(32, 7));
  const workspaceId = await insertWorkspace(db, runtime);
  const admin = await insertMember(db, runtime, workspaceId, 'admin');
  const needs = {
    ...{ db, runtime, keyring, randomBytes: runtime.randomBytes, now: runtime.now, version: '1' },
    egress: { resolve: systemResolve, namedHosts: ['127.0.0.1'] },
    spawnIsolated: () => Promise.reject(new TypeError('Nothing is started here')),
    programs: { refused: 'not here' },
  };
  const place = { kind: 'http' as const, url: rogue.url };
  const { id } = await addSource(needs, permit(admin, 'create', 'Tool'), {
    ...{ kind: 'mcp', name: 'guarded', config: { title: 'g', place } },
    secret: { auth: { kind: 'oauth' }, env: {}, oauth: {} },
  });
  const connections = createConnections(needs);
  return {
    ...{ id, needs, connections, server: { id, name: 'guarded', place } },
    begin: () => beginAuthorization(needs, id, rogue.url, RETURN_TO),
    finish: (code: string, state: string) => finishAuthorization(needs, id, rogue.url, { code, state }),
    secret: () => readSecret(needs, id),
    row: async () => JSON.stringify(await findSource(db, id)),
    async [Symbol.asyncDispose]() {
      await connections.close();
      await close();
    },
  };
}

const hello = { name: 'hello', inputSchema: { type: 'object' } };

test('a server is discovered, registered with, and authorized with PKCE; tokens are sealed and refreshed', async () => {
  using rogue = await rogueServer([hello]);
  const seen = guard(rogue);
  await using given = await bench(rogue);
  await assert.rejects(given.connections.open(given.server), { code: 'mcp_unauthorized' });
  await given.connections.forget(given.id);

  const goTo = new URL(await given.begin());
  assert.equal(goTo.pathname, '/authorize');
  const asked = Object.fromEntries(goTo.searchParams);
  assert.deepEqual(
    [asked.response_type, asked.code_challenge_method, asked.redirect_uri, asked.client_id, asked.resource],
    ['code', 'S256', RETURN_TO, 'client', rogue.url],
  );
  seen.challenge = asked.code_challenge ?? '';

  await assert.rejects(given.finish('the-code', 'another'), {
    code: 'authorization_failed',
    message: 'Cannot authorize: it belongs to another attempt',
  });
  await given.finish('the-code', asked.state ?? '');
  const { oauth } = await given.secret();
  assert.equal(oauth.tokens?.access_token, 'first-access-token');
  assert.deepEqual([oauth.state, oauth.verifier], [undefined, undefined]);
  const row = await given.row();
  for (const secret of ['first-access-token', 'the-refresh-token', 'client-secret'])
    assert.ok(!row.includes(secret));

  const { listed } = await given.connections.open(given.server);
  assert.deepEqual(
    listed.definitions.map(({ name }) => name),
    ['guarded_hello'],
  );

  await given.connections.forget(given.id);
  seen.valid = 'nothing that was given';
  await given.connections.open(given.server);
  assert.equal(seen.refreshed, 1);
  assert.equal((await given.secret()).oauth.tokens?.access_token, 'second-access-token');
});

test('a code that is not the one, and a state that was used, authorize nothing', async () => {
  using rogue = await rogueServer([hello]);
  const seen = guard(rogue);
  await using given = await bench(rogue);
  const goTo = new URL(await given.begin());
  seen.challenge = goTo.searchParams.get('code_challenge') ?? '';
  const state = goTo.searchParams.get('state') ?? '';
  await assert.rejects(given.finish('guessed', state), { code: 'authorization_failed' });
  await given.begin();
  await assert.rejects(given.finish('the-code', state), { code: 'authorization_failed' });
  assert.equal((await given.secret()).oauth.tokens, undefined);
});

test('a server that leads people to what is no page is refused', async () => {
  using rogue = await rogueServer([hello]);
  guard(rogue);
  const usual = rogue.first!;
  rogue.first = (request, response) => {
    if (!request.url?.includes('oauth-authorization-server')) return usual(request, response);
    const { origin } = new URL(rogue.url);
    const metadata = {
      ...{ issuer: origin, authorization_endpoint: 'javascript:alert(1)', token_endpoint: `${origin}/token` },
      ...{ response_types_supported: ['code'], registration_endpoint: `${origin}/register` },
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(metadata));
    return true;
  };
  await using given = await bench(rogue);
  await assert.rejects(given.begin(), { code: 'authorization_failed' });
});
