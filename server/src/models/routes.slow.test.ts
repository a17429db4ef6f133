import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type ModelServer, startModelServer, WRONG_KEY } from '../../../tools/model-server/index.ts';
import { type Client, type TestApp, testApp } from '../testing/app.ts';
import { addModel, ask, baseUrlOf, MODEL_KEY } from '../testing/chat.ts';
import { invited } from '../testing/invited.ts';
import { PROVIDER_KINDS } from './contract.ts';

type Body = Record<string, unknown>;
interface Tested extends Body {
  ok: boolean;
  firstTokenMs: number | null;
  error: { code: string; message: string } | null;
}

describe('the settings of models', () => {
  let product: TestApp;
  let simulator: ModelServer;
  let owner: Client;
  before(async () => {
    simulator = await startModelServer();
    product = await testApp();
    owner = product.owner;
  });
  after(async () => {
    await product[Symbol.asyncDispose]();
    await simulator.close();
  });

  async function newProvider(values: Body = {}) {
    const kind = (values.kind ?? 'openai-compatible') as (typeof PROVIDER_KINDS)[number];
    const baseUrl = baseUrlOf(kind, simulator.url);
    const body = { kind, name: 'Acme', baseUrl, key: MODEL_KEY, ...values };
    return owner.call<Body & { id: string }>('POST', '/api/v1/model-providers', body);
  }
  const tested = async (providerId: string, wireName: string) =>
    (await owner.call<Tested>('POST', `/api/v1/model-providers/${providerId}/test`, { wireName })).body;

  test('a provider shows the end of its key and nothing more', async () => {
    const { status, body } = await newProvider();
    assert.equal(status, 201);
    assert.equal(body.keyHint, MODEL_KEY.slice(-4));
    assert.deepEqual(Object.keys(body).sort(), ['baseUrl', 'createdAt', 'id', 'keyHint', 'kind', 'name']);
    assert.equal((await newProvider({ key: 'short-key' })).body.keyHint, '');
    assert.equal((await newProvider({ key: undefined })).body.keyHint, null);
  });

  test('a provider that makes no sense is refused', async () => {
    const bad: [Body, string][] = [
      [{ baseUrl: null }, 'base_url_missing'],
      [{ baseUrl: 'ftp://example.org' }, 'invalid_request'],
      [{ baseUrl: 'nonsense' }, 'invalid_request'],
      [{ kind: 'other' }, 'invalid_request'],
      [{ name: ' ' }, 'invalid_request'],
      [{ key: '' }, 'invalid_request'],
    ];
    for (const [values, code] of bad) {
      const { status, body } = await newProvider(values);
      assert.equal(status, 400, JSON.stringify(values));
      assert.ok(code === 'invalid_request' || body.code === code, JSON.stringify(body));
    }
  });

  for (const kind of PROVIDER_KINDS) {
    test(`${kind}: "test connection" tells what is wrong, and never the key`, async () => {
      const { body: provider } = await newProvider({ kind });
      const fine = await tested(provider.id, 'sim-tokens3');
      assert.deepEqual([fine.ok, fine.error, typeof fine.firstTokenMs], [true, null, 'number']);
      const cases: [wireName: string, code: string][] = [
        ['sim-fail400', 'model_request_refused'],
        ['sim-fail403', 'model_key_refused'],
        ['sim-429', 'model_rate_limited'],
        ['sim-fail500', 'model_unavailable'],
      ];
      for (const [wireName, code] of cases) {
        const { ok, error } = await tested(provider.id, wireName);
        assert.deepEqual([ok, error?.code], [false, code], `${wireName}: ${JSON.stringify(error)}`);
        assert.doesNotMatch(JSON.stringify(error), /nobody-may-see|Simulated/);
      }
    });

    test(`${kind}: a wrong key is named, and where nobody listens too`, async () => {
      const { body: wrong } = await newProvider({ kind, key: WRONG_KEY });
      assert.equal((await tested(wrong.id, 'sim-tokens3')).error?.code, 'model_key_refused');
      const { body: away } = await newProvider({ kind, baseUrl: 'http://127.0.0.1:1/v1' });
      assert.equal((await tested(away.id, 'sim-tokens3')).error?.code, 'model_unavailable');
    });

    test(`${kind}: an answer that breaks off is a failure, with what was said kept`, async () => {
      const { modelId } = await addModel(owner, simulator.url, { kind, wireName: 'sim-gap5-cut-tokens30' });
      const { saved } = await ask(owner, 'hello', { agent: 'creative', model: modelId });
      assert.equal(saved.state, 'failed');
      assert.match(String(saved.errorCode), /^model_(unavailable|answer_broken)$/);
      // How much had come when the connection broke is the network's business.
      assert.match(saved.text, /^w1\b/);
    });

    test(`${kind}: a model that fails at first is tried again`, async () => {
      const wireName = `sim-fail500-1-${kind}-tokens3`;
      const { modelId } = await addModel(owner, simulator.url, { kind, wireName });
      const { saved } = await ask(owner, 'hello', { agent: 'creative', model: modelId });
      assert.deepEqual([saved.state, saved.text], ['complete', 'w1 w2 w3']);
      assert.equal(simulator.requests.filter(({ model }) => model === wireName).length, 2);
    });
  }

  test('a model that hangs is left for its fallback, and both calls are in the usage', async () => {
    const { modelId: second } = await addModel(owner, simulator.url, {
      wireName: 'sim-tokens2',
      name: 'second',
      outputMicrosPerMillion: 1_000_000,
    });
    const { modelId: first } = await addModel(owner, simulator.url, {
      wireName: 'sim-hang-usage',
      name: 'first',
      fallbackId: second,
      timeoutMs: 1_000,
    });
    const { saved } = await ask(owner, 'hello', { agent: 'creative', model: first });
    assert.deepEqual([saved.state, saved.text, saved.model], ['complete', 'w1 w2', 'second']);
    const { body } = await owner.call<{ items: Body[] }>('GET', '/api/v1/models/usage?days=1');
    const of = (id: string) => body.items.find(({ modelId }) => modelId === id);
    assert.deepEqual([of(first)?.calls, of(first)?.failures], [1, 1]);
    assert.deepEqual([of(second)?.calls, of(second)?.failures, of(second)?.costMicros], [1, 0, 2]);
  });

  test('a default is chosen, listed as such, and used where no model is named', async () => {
    const { modelId } = await addModel(owner, simulator.url, {
      wireName: 'sim-tokens4',
      name: 'the default',
    });
    const chosen = await owner.call<Body>('PUT', `/api/v1/models/${modelId}/default`);
    assert.equal(chosen.body.isDefault, true);
    const { saved } = await ask(owner, 'hello', { agent: 'creative' });
    assert.equal(saved.model, 'the default');
    const { body } = await owner.call<{ items: Body[] }>('GET', '/api/v1/models?limit=100');
    assert.deepEqual(
      body.items.filter(({ isDefault }) => isDefault).map(({ id }) => id),
      [modelId],
    );
    await owner.call('PUT', '/api/v1/models/offline/default');
    assert.equal((await ask(owner, 'hello', { agent: 'creative' })).saved.model, 'offline');
  });

  test('a provider is deleted while its model answers: the answer ends whole, the next one fails by name', async () => {
    const { providerId, modelId } = await addModel(owner, simulator.url, { wireName: 'sim-gap10-tokens60' });
    const { body: conversation } = await owner.call<{ id: string }>('POST', '/api/v1/conversations', {});
    const path = `/api/v1/conversations/${conversation.id}/messages`;
    const { body } = await owner.call<{ runId: string }>('POST', path, {
      text: 'x',
      agent: 'creative',
      model: modelId,
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal((await owner.call('DELETE', `/api/v1/model-providers/${providerId}`)).status, 204);
    const answer = await owner.answer(body.runId);
    assert.equal(answer.end, 'done');
    const gone = await ask(owner, 'x', { agent: 'creative', model: modelId });
    assert.deepEqual([gone.saved.state, gone.saved.errorCode], ['failed', 'model_unknown']);
  });

  test('the offline model cannot be removed, and an unknown one not be found', async () => {
    assert.equal((await owner.call('DELETE', '/api/v1/models/offline')).body.code, 'model_built_in');
    assert.equal((await owner.call('DELETE', '/api/v1/models/none')).status, 404);
    assert.equal((await owner.call('PUT', '/api/v1/models/none/default')).body.code, 'model_unknown');
    assert.equal((await owner.call('PATCH', '/api/v1/model-providers/none', { name: 'x' })).status, 404);
  });

  test('members read models and nothing of providers; only admins change them', async () => {
    const { providerId, modelId } = await addModel(owner, simulator.url, {
      wireName: 'sim-tokens1',
      name: 'guarded',
    });
    for (const role of ['viewer', 'developer'] as const) {
      const member = await invited(product, role);
      assert.equal((await member.call('GET', '/api/v1/models')).status, 200);
      assert.equal((await member.call('GET', '/api/v1/model-providers')).status, 403);
      assert.equal((await member.call('GET', '/api/v1/models/usage')).status, 403);
      assert.equal((await member.call('DELETE', `/api/v1/models/${modelId}`)).status, 403);
      assert.equal(
        (await member.call('PATCH', `/api/v1/model-providers/${providerId}`, { name: 'x' })).status,
        403,
      );
      const test = await member.call('POST', `/api/v1/model-providers/${providerId}/test`, {
        wireName: 'sim-echo',
      });
      assert.equal(test.status, 403);
    }
    const admin = await invited(product, 'admin');
    assert.equal((await admin.call('DELETE', `/api/v1/models/${modelId}`)).status, 204);
  });

  test('no key is in any file that the product has written', () => {
    for (const entry of readdirSync(product.folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = readFileSync(join(entry.parentPath, entry.name));
      assert.ok(!bytes.includes(MODEL_KEY), entry.name);
    }
  });
});
