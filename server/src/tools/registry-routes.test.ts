import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Client, newMember, type TestApp, testApp } from '../testing/app.ts';
import type { ToolView } from './registry-contract.ts';

describe('the routes of the tool registry', () => {
  let product: TestApp;
  let owner: Client;
  before(async () => {
    product = await testApp();
    owner = product.owner;
  });
  after(() => product[Symbol.asyncDispose]());

  const tool = async (name: string, by = owner) =>
    (await by.call<ToolView & { code?: string }>('GET', `/api/v1/tools/${name}`)).body;

  test('every tool is listed with its effect, its source and the JSON Schema of its arguments', async () => {
    const { body } = await owner.call<{ items: ToolView[] }>('GET', '/api/v1/tools');
    const effects = Object.fromEntries(body.items.map(({ name, effect }) => [name, effect]));
    assert.equal(effects.run_code, 'read');
    assert.equal(effects.write_file, 'write');
    for (const { name, parameters, source, version } of body.items) {
      if (source.kind === 'agent') continue;
      assert.equal(parameters.type, 'object', name);
      assert.deepEqual([source.kind, source.id, version], ['built-in', null, 1]);
    }
    const writes = body.items.find(({ name }) => name === 'write_file');
    assert.deepEqual(writes?.parameters.required, ['name', 'content']);
    const runs = body.items.find(({ name }) => name === 'run_code');
    assert.deepEqual(runs?.parameters.required, ['code']);
  });

  test('a tool that nobody has is not found', async () => {
    const { status, body } = await owner.call('GET', '/api/v1/tools/none');
    assert.deepEqual([status, body.code], [404, 'tool_not_found']);
  });

  test('settings are kept, and what holds is told with them', async () => {
    const set = { enabled: true, approval: 'ask', ratePerMinute: 5 };
    const { status, body } = await owner.call<ToolView>('PUT', '/api/v1/tools/read_file/settings', set);
    assert.equal(status, 200);
    assert.deepEqual(body.settings, set);
    assert.deepEqual([body.traits.approval, body.traits.ratePerMinute, body.asks], ['ask', 5, true]);
    assert.deepEqual(await tool('read_file'), body);
    await owner.call('PUT', '/api/v1/tools/read_file/settings', {});
    assert.equal((await tool('read_file')).asks, false);
  });

  test('an effect is not repeated: the setting is refused', async () => {
    const { status, body } = await owner.call('PUT', '/api/v1/tools/write_file/settings', { retries: 2 });
    assert.deepEqual([status, body.code], [400, 'tool_not_repeatable']);
  });

  test('the policy of the workspace says which tools ask', async () => {
    const before = await owner.call('GET', '/api/v1/tool-policy');
    assert.deepEqual(before.body, { askEffects: [], askRisks: ['high'] });
    await owner.call('PUT', '/api/v1/tool-policy', { askEffects: ['write'], askRisks: [] });
    assert.equal((await tool('write_file')).asks, true);
    assert.equal((await tool('read_file')).asks, false);
    await owner.call('PUT', '/api/v1/tool-policy', before.body);
  });

  test('trying a tool is a run with its log, which counts in the statistics and whose file is kept', async () => {
    const given = { arguments: { name: 'note.txt', content: 'Hello' } };
    const { status, body } = await owner.call<{ runId: string }>(
      'POST',
      '/api/v1/tools/write_file/runs',
      given,
    );
    assert.equal(status, 202);
    const { parts } = await owner.answer(body.runId);
    const [part] = parts;
    assert.equal(part?.type === 'tool' && part.output, 'Saved note.txt (5 bytes)');
    const run = await owner.call<{ state: string; label: string }>('GET', `/api/v1/runs/${body.runId}`);
    assert.deepEqual([run.body.state, run.body.label], ['done', 'write_file']);
    const { body: statistics } = await owner.call('GET', '/api/v1/tools/write_file/statistics?days=1');
    assert.deepEqual([statistics.calls, statistics.failed, statistics.successRate], [1, 0, 1]);
  });

  test('a tool that is tried with arguments that do not fit says so in its log', async () => {
    const { body } = await owner.call<{ runId: string }>('POST', '/api/v1/tools/read_file/runs', {
      arguments: {},
    });
    const { parts } = await owner.answer(body.runId);
    assert.match(parts[0]?.type === 'tool' ? parts[0].output : '', /^Cannot call read_file: name: /);
  });

  test('who may not do what a tool does is told so by the tool', async () => {
    const editor = await newMember(product, 'editor');
    const path = '/api/v1/tools/run_code/runs';
    const { body } = await editor.call<{ runId: string }>('POST', path, { arguments: { code: 'print(1)' } });
    const { parts } = await editor.answer(body.runId);
    const output = parts[0]?.type === 'tool' ? parts[0].output : '';
    assert.equal(output, 'Cannot call run_code: the person may not do that (editor)');
  });

  test('versions tell what a tool was', async () => {
    const { body } = await owner.call<{ items: { version: number; description: string }[] }>(
      'GET',
      '/api/v1/tools/fetch_url/versions',
    );
    assert.equal(body.items.length, 1);
    assert.match(body.items[0]?.description ?? '', /^Reads a page/);
  });
});
