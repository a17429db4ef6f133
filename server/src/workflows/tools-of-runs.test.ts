import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { waitFor } from '../../../tools/test-servers/index.ts';
import { type Client, type TestApp, testApp } from '../testing/app.ts';

interface Listed {
  name: string;
  version: number;
  effect: string;
  source: { kind: string; id: string };
  parameters: Record<string, unknown>;
}

describe('workflows and agents as tools', () => {
  let product: TestApp;
  let owner: Client;
  before(async () => {
    product = await testApp();
    owner = product.owner;
  });
  after(() => product[Symbol.asyncDispose]());

  const make = async (definition: object) =>
    (await owner.call<{ id: string }>('POST', '/api/v1/workflows', { definition })).body.id;
  const toolOf = async (id: string) => {
    const { body } = await owner.call<{ items: Listed[] }>('GET', '/api/v1/tools');
    return body.items.find(({ source }) => source.id === id);
  };
  async function use(name: string, given: object) {
    const { body } = await owner.call<{ runId: string }>('POST', `/api/v1/tools/${name}/runs`, {
      arguments: given,
    });
    const { parts } = await owner.answer(body.runId);
    const [part] = parts;
    assert.ok(part?.type === 'tool');
    return { ...part, runId: body.runId };
  }
  const doubling = {
    name: 'Double it!',
    description: 'Doubles a number',
    input: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
    nodes: [{ id: 'a', type: 'value', value: '{{input.n * 2.0}}' }],
    output: '{{nodes.a}}',
  };

  test('a workflow is a tool: its input is the arguments, its output the result, its work a run of its own', async () => {
    const id = await make(doubling);
    const tool = await toolOf(id);
    assert.equal(tool?.name, `workflow_double_it_${id.slice(-6)}`);
    assert.deepEqual([tool.version, tool.effect, tool.source.kind], [1, 'write', 'workflow']);
    assert.deepEqual(tool.parameters, doubling.input);
    const { ok, output, runId } = await use(tool.name, { n: 21 });
    assert.deepEqual([ok, output], [true, '42']);
    const { body } = await owner.call<{ text: string }>('GET', `/api/v1/runs/${runId}/events`);
    assert.match(body.text, /"childId"/);
    const statistics = await owner.call('GET', `/api/v1/tools/${tool.name}/statistics`);
    assert.deepEqual([statistics.body.calls, statistics.body.successRate], [1, 1]);
  });

  test('arguments that do not fit the input begin nothing', async () => {
    const id = await make(doubling);
    const { name } = (await toolOf(id))!;
    const { ok, output } = await use(name, { n: 'many' });
    assert.equal(ok, false);
    assert.match(output, /^Cannot call workflow_double_it_\w+: n: /);
  });

  test('a workflow that fails says why', async () => {
    const id = await make({
      name: 'Fails',
      nodes: [{ id: 'a', type: 'tool', tool: 'read_file', arguments: { name: 'none.txt' } }],
    });
    const { name } = (await toolOf(id))!;
    const { ok, output } = await use(name, {});
    assert.equal(ok, false);
    assert.match(output, /^Fails did not finish: /);
  });

  test('a workflow that calls itself as a tool comes to an end', async () => {
    const id = await make(doubling);
    const { name } = (await toolOf(id))!;
    const again = { ...doubling, nodes: [{ id: 'a', type: 'tool', tool: name, arguments: { n: 1 } }] };
    await owner.call('PUT', `/api/v1/workflows/${id}`, { definition: { ...again, output: '{{nodes.a}}' } });
    await waitFor(async () => ((await toolOf(id))?.version === 2 ? true : null), { what: 'the new version' });
    const { ok, output } = await use(name, { n: 1 });
    assert.equal(ok, false);
    assert.match(output, /too many runs have begun one another already/);
  });

  test('an agent is a tool that takes a task; one that is disabled is none', async () => {
    const answer = await use('agent_creative', { task: 'Say "hello" and nothing else.' });
    assert.equal(answer.ok, true, answer.output);
    assert.ok(answer.output.length > 0);
    const made = await owner.call<{ id: string }>('POST', '/api/v1/agents', {
      name: 'Own one',
      instructions: 'Be brief.',
    });
    const { id } = made.body;
    assert.equal((await toolOf(id))?.name, `agent_own_one_${id.slice(-6)}`);
    await owner.call('PUT', `/api/v1/agents/${id}/state`, { state: 'disabled' });
    assert.equal(await toolOf(id), undefined);
  });
});
