import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grant, permit } from '../access/index.ts';
import { createKeyring } from '../data-protection/index.ts';
import type { Database } from '../db/index.ts';
import { onBothDatabases, sqliteForTest } from '../testing/databases.ts';
import { insertMember, insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import type { ModelPart } from './chat-model.ts';
import { createModels } from './models.ts';
import {
  defaultModelId,
  findModel,
  findModelNamed,
  findProvider,
  pageOfModels,
  pageOfProviders,
  usageSince,
} from './queries.ts';
import {
  addModel,
  addProvider,
  changeProvider,
  chooseDefault,
  removeModel,
  removeProvider,
} from './settings.ts';

const KEY = 'sk-a-key-of-forty-characters-or-so-ABCD';
const runtime = testRuntime();
const keyring = createKeyring(Buffer.alloc(32, 7));
const MODEL = {
  wireName: 'm',
  inputMicrosPerMillion: 0,
  outputMicrosPerMillion: 0,
  timeoutMs: 60_000,
  fallbackId: null,
  seesImages: false,
};

async function workspace(db: Database) {
  const workspaceId = await insertWorkspace(db, runtime);
  const admin = await insertMember(db, runtime, workspaceId, 'admin');
  const needs = { db, runtime, keyring };
  const newProvider = (name = 'Acme') =>
    addProvider(needs, permit(admin, 'create', 'Model'), {
      kind: 'openai-compatible',
      name,
      baseUrl: 'http://127.0.0.1:9/v1',
      key: KEY,
    });
  const newModel = async (providerId: string, name: string, more = {}) => {
    runtime.advance(1);
    const provider = grant(admin, 'edit', 'Model', await findProvider(db, providerId));
    return addModel(needs, provider, { ...MODEL, name, ...more });
  };
  return { workspaceId, admin, needs, newProvider, newModel };
}

onBothDatabases('a key is sealed in its row, and bound to it', async ({ db }) => {
  const { newProvider } = await workspace(db);
  const one = await newProvider();
  const two = await newProvider();
  const row = await findProvider(db, one.id);
  assert.ok(row?.key_cipher && !row.key_cipher.includes(KEY));
  assert.notEqual(one.key_cipher, two.key_cipher);
  assert.equal(keyring.open(row.key_cipher, `model_providers/${one.id}/key`), KEY);
  assert.throws(() => keyring.open(row.key_cipher ?? '', `model_providers/${two.id}/key`));
});

onBothDatabases('a change without a key keeps the key, one with a key replaces it', async ({ db }) => {
  const { needs, admin, newProvider } = await workspace(db);
  const provider = await newProvider();
  const granted = () => grant(admin, 'edit', 'Model', provider);
  const renamed = await changeProvider(needs, granted(), { name: 'New name' });
  assert.equal(renamed.key_cipher, provider.key_cipher);
  assert.equal((await findProvider(db, provider.id))?.name, 'New name');
  const changed = await changeProvider(needs, granted(), { key: 'another key' });
  assert.equal(keyring.open(changed.key_cipher ?? '', `model_providers/${provider.id}/key`), 'another key');
  await assert.rejects(changeProvider(needs, granted(), { baseUrl: null }), { code: 'base_url_missing' });
});

onBothDatabases('a name is taken once in a workspace, and never by the offline model’s', async ({ db }) => {
  const one = await workspace(db);
  const two = await workspace(db);
  const provider = await one.newProvider();
  await one.newModel(provider.id, 'fast');
  await assert.rejects(one.newModel(provider.id, 'fast'), { code: 'model_name_taken' });
  await assert.rejects(one.newModel(provider.id, 'offline'), { code: 'model_name_taken' });
  await two.newModel((await two.newProvider()).id, 'fast');
  assert.equal((await findModelNamed(db, one.workspaceId, 'fast'))?.provider_id, provider.id);
  assert.equal(await findModelNamed(db, one.workspaceId, 'slow'), undefined);
});

onBothDatabases('a fallback has to be a model of the same workspace', async ({ db }) => {
  const one = await workspace(db);
  const two = await workspace(db);
  const foreign = await two.newModel((await two.newProvider()).id, 'theirs');
  const provider = await one.newProvider();
  await assert.rejects(one.newModel(provider.id, 'a', { fallbackId: foreign }), { code: 'fallback_unknown' });
  const own = await one.newModel(provider.id, 'b', { fallbackId: 'offline' });
  await one.newModel(provider.id, 'c', { fallbackId: own });
});

onBothDatabases('pages of models and providers show a workspace its own, each once', async ({ db }) => {
  const one = await workspace(db);
  const two = await workspace(db);
  const provider = await one.newProvider();
  await two.newModel((await two.newProvider()).id, 'theirs');
  for (let index = 0; index < 5; index++) await one.newModel(provider.id, `m${index}`);
  const first = await pageOfModels(db, one.workspaceId, undefined, 3);
  const rest = await pageOfModels(db, one.workspaceId, first.at(-1)?.id, 3);
  assert.deepEqual(
    [...first, ...rest].map(({ name }) => name),
    ['m0', 'm1', 'm2', 'm3', 'm4'],
  );
  assert.equal((await pageOfProviders(db, one.workspaceId, undefined, 9)).length, 1);
  assert.equal(first[0]?.provider_name, 'Acme');
});

onBothDatabases(
  'a provider that is removed takes its models with it, and the default falls to offline',
  async ({ db }) => {
    const { workspaceId, admin, needs, newProvider, newModel } = await workspace(db);
    const provider = await newProvider();
    const id = await newModel(provider.id, 'm');
    await chooseDefault(db, permit(admin, 'edit', 'Model'), id);
    assert.equal(await defaultModelId(db, workspaceId), id);
    const models = createModels(needs);
    assert.equal(await models.isOffline({ workspaceId }), false);
    await removeProvider(db, grant(admin, 'delete', 'Model', provider));
    assert.equal(await findModel(db, workspaceId, id), undefined);
    assert.equal(await models.isOffline({ workspaceId }), true);
    const heard: ModelPart['type'][] = [];
    const request = {
      messages: [{ role: 'user' as const, text: 'hi' }],
      tools: [],
      signal: new AbortController().signal,
    };
    for await (const part of models.call({ workspaceId }, request)) heard.push(part.type);
    assert.equal(heard.at(-1), 'finish');
    await assert.rejects(
      async () => {
        for await (const _ of models.call({ workspaceId, modelId: id }, request));
      },
      { code: 'model_unknown' },
    );
  },
);

onBothDatabases('a model whose fallback is gone, or leads in a circle, is called alone', async ({ db }) => {
  const { workspaceId, admin, needs, newProvider, newModel } = await workspace(db);
  const provider = await newProvider();
  const back = await newModel(provider.id, 'back');
  const front = await newModel(provider.id, 'front', { fallbackId: back });
  await db.updateTable('models').set({ fallback_id: front }).where('id', '=', back).execute();
  const models = createModels(needs);
  assert.equal(await models.isOffline({ workspaceId, modelId: front }), false);
  const row = await findModel(db, workspaceId, back);
  await removeModel(db, grant(admin, 'delete', 'Model', row));
  assert.equal(await models.isOffline({ workspaceId, modelId: front }), false);
});

onBothDatabases('usage sums calls, failures, tokens and cost for each model since a time', async ({ db }) => {
  const { workspaceId } = await workspace(db);
  const other = await workspace(db);
  const call = (model_id: string, outcome: string, started_at: number, workspace_id = workspaceId) => ({
    id: runtime.newId(),
    workspace_id,
    run_id: null,
    model_id,
    outcome,
    input_tokens: 10,
    output_tokens: 5,
    cost_micros: 7,
    first_token_ms: 1,
    duration_ms: 2,
    started_at,
  });
  const rows = [
    call('a', 'ok', 100),
    call('a', 'model_timeout', 110),
    call('b', 'ok', 120),
    call('a', 'ok', 50),
    call('a', 'ok', 100, other.workspaceId),
  ];
  for (const row of rows) {
    runtime.advance(1);
    await db
      .insertInto('model_calls')
      .values({ ...row, id: runtime.newId() })
      .execute();
  }
  assert.deepEqual(await usageSince(db, workspaceId, 100), [
    { modelId: 'a', calls: 2, failures: 1, inputTokens: 20, outputTokens: 10, costMicros: 14 },
    { modelId: 'b', calls: 1, failures: 0, inputTokens: 10, outputTokens: 5, costMicros: 7 },
  ]);
  assert.deepEqual(await usageSince(db, workspaceId, 1_000), []);
});

test('the offline model is found by its name and is the default where nothing else is', async () => {
  const handle = await sqliteForTest();
  const { workspaceId, needs } = await workspace(handle.db);
  const models = createModels(needs);
  assert.deepEqual(
    (await models.list(workspaceId)).map(({ id, isDefault }) => [id, isDefault]),
    [['offline', true]],
  );
  assert.equal((await models.resolve(workspaceId, 'offline')).provider.kind, 'offline');
  await assert.rejects(models.resolve(workspaceId, 'none'), { code: 'model_unknown' });
  await handle.close();
});
