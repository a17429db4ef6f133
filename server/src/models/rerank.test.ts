import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { permit } from '../access/index.ts';
import { createKeyring } from '../data-protection/index.ts';
import type { DatabaseHandle } from '../db/index.ts';
import { sqliteForTest } from '../testing/databases.ts';
import { insertMember, insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import type { CallRecord } from './call.ts';
import type { ProviderKind } from './contract.ts';
import { createRerank, type RerankFor } from './rerank.ts';
import { addProvider } from './settings.ts';

const KEY = 'sk-a-key-that-nobody-may-see';

interface Asked {
  path: string | undefined;
  key: string | undefined;
  body: { model: string; query: string; documents: string[] };
}

describe('the rerank endpoint of a provider', () => {
  let handle: DatabaseHandle;
  let server: Server;
  let rerank: RerankFor;
  let workspaceId = '';
  let answer: { status: number; body: string } | null = null;
  const asked: Asked[] = [];
  const recorded: CallRecord[] = [];
  const keyring = createKeyring(Buffer.alloc(32, 7));
  const runtime = testRuntime();

  before(async () => {
    handle = await sqliteForTest();
    workspaceId = await insertWorkspace(handle.db, runtime);
    rerank = createRerank({ db: handle.db, keyring, runtime }, async (_, call) => void recorded.push(call));
    server = createServer(async (request, response) => {
      const body = JSON.parse(Buffer.concat(await request.toArray()).toString('utf8'));
      asked.push({ path: request.url, key: request.headers.authorization, body });
      const documents: string[] = body.documents;
      const results = documents.map((text, index) => ({ index, relevance_score: text.length / 100 }));
      const sorted = results.toSorted((a, b) => b.relevance_score - a.relevance_score);
      response.writeHead(answer?.status ?? 200, { 'content-type': 'application/json' });
      response.end(answer?.body ?? JSON.stringify({ id: 'r', results: sorted }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(async () => {
    server.close();
    await handle.close();
  });

  async function provider(kind: ProviderKind = 'openai-compatible'): Promise<string> {
    const admin = await insertMember(handle.db, runtime, workspaceId, 'admin');
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`;
    const given = { kind, name: 'Acme', baseUrl, key: KEY };
    return (await addProvider({ db: handle.db, runtime, keyring }, permit(admin, 'create', 'Model'), given))
      .id;
  }
  const scores = async (texts: string[], providerId?: string) =>
    rerank({ workspaceId, providerId: providerId ?? (await provider()), wireName: 'ranker' }, 'why?', texts);

  test('scores come in the order of the texts, whatever the order of the answer', async () => {
    answer = null;
    assert.deepEqual(await scores(['aa', 'a', 'aaa']), [0.02, 0.01, 0.03]);
    const last = asked.at(-1);
    assert.deepEqual([last?.path, last?.key], ['/v1/rerank', `Bearer ${KEY}`]);
    assert.deepEqual(last?.body, { model: 'ranker', query: 'why?', documents: ['aa', 'a', 'aaa'] });
    const call = recorded.at(-1);
    assert.deepEqual([call?.modelId, call?.outcome, (call?.inputTokens ?? 0) > 0], ['ranker', 'ok', true]);
  });

  test('what an answer leaves out stands below all that it has', async () => {
    answer = { status: 200, body: JSON.stringify({ results: [{ index: 2, relevance_score: -0.5 }] }) };
    const [first = 0, second = 0, third = 0] = await scores(['a', 'b', 'c']);
    assert.ok(third === -0.5 && first < third && first === second);
  });

  test('long texts are cut, and never in the middle of a sign', async () => {
    answer = null;
    await scores([`${'x'.repeat(3_999)}🎈${'y'.repeat(9_000)}`]);
    const [sent = ''] = asked.at(-1)?.body.documents ?? [];
    assert.ok(sent.length === 4_000 && sent.isWellFormed());
  });

  const BROKEN: [what: string, status: number, body: string, code: string][] = [
    ['a refused key', 401, '{}', 'model_key_refused'],
    ['a server that fails', 500, '{}', 'model_unavailable'],
    ['no JSON', 200, '<html>', 'model_answer_broken'],
    ['no scores', 200, '{"results":[{"index":"first"}]}', 'model_answer_broken'],
  ];
  for (const [what, status, body, code] of BROKEN) {
    test(`${what} is ${code}, without the key in its words`, async () => {
      answer = { status, body };
      await assert.rejects(scores(['a']), (error: { code?: string; message: string }) => {
        assert.ok(!error.message.includes(KEY));
        return error.code === code;
      });
      assert.equal(recorded.at(-1)?.outcome, code);
    });
  }

  test('providers without such an endpoint, and those of other workspaces, are not asked', async () => {
    const before = asked.length;
    await assert.rejects(scores(['a'], await provider('anthropic')), { code: 'rerank_unsupported' });
    const elsewhere = { workspaceId: 'other', providerId: await provider(), wireName: 'x' };
    await assert.rejects(rerank(elsewhere, 'why?', ['a']), { code: 'provider_unknown' });
    assert.equal(asked.length, before);
  });
});
