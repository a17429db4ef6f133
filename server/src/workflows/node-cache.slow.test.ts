import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Client, newMember, testApp } from '../testing/app.ts';
import { beginWorkflow, newWorkflow, runAs } from '../testing/workflow-run.ts';

const code = (program: string, more: object = {}) => ({
  ...{ id: 'roll', type: 'code', language: 'javascript', code: program, cache: { key: '{{input.seed}}' } },
  ...more,
});
const ROLL = 'result = Math.random()';
const INPUT = { input: { type: 'object', properties: { seed: { type: 'string' } } } };

async function roll(client: Client, workflowId: string, seed: string) {
  const run = await runAs(client, await beginWorkflow(client, workflowId, { seed }));
  assert.equal(run.state, 'done', JSON.stringify(run.nodes));
  const { result } = run.output as { result: number };
  return { run, result, cached: run.nodes[0]!.cached ?? false };
}

test('a node with a cache key gives the recorded result again: the page can tell, and reads it', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, [code(ROLL)], INPUT);
  const first = await roll(owner, workflowId, 'a');
  const again = await roll(owner, workflowId, 'a');
  assert.deepEqual([first.cached, again.cached, again.result], [false, true, first.result]);
  assert.equal((await roll(owner, workflowId, 'b')).cached, false);
  const node = await owner.call<{ result: { result: number } }>(
    'GET',
    `/api/v1/workflow-runs/${again.run.id}/node?path=roll`,
  );
  assert.equal(node.body.result.result, first.result);
});

test('a result is never used for another person, another workflow, or a node that was changed', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, [code(ROLL)], INPUT);
  await roll(owner, workflowId, 'a');
  assert.equal((await roll(await newMember(product, 'developer'), workflowId, 'a')).cached, false);
  assert.equal((await roll(owner, await newWorkflow(owner, [code(ROLL)], INPUT), 'a')).cached, false);
  const definition = { name: 'W', nodes: [code(`${ROLL} + 1`)], ...INPUT };
  await owner.call('PUT', `/api/v1/workflows/${workflowId}`, { definition });
  assert.equal((await roll(owner, workflowId, 'a')).cached, false);
});

test('what is run again from a node is done anew, and a result with files stays with its run', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, [code(ROLL)], INPUT);
  const first = await roll(owner, workflowId, 'a');
  const { body } = await owner.call<{ runId: string }>(
    'POST',
    `/api/v1/workflow-runs/${first.run.id}/retries`,
    { node: 'roll' },
  );
  const again = (await runAs(owner, body.runId)).output as { result: number };
  assert.notEqual(again.result, first.result);
  assert.equal((await roll(owner, workflowId, 'a')).result, again.result);
  const writing = code("require('fs').writeFileSync('out.txt', 'x'); result = 1");
  const withFiles = await newWorkflow(owner, [writing], INPUT);
  const made = await roll(owner, withFiles, 'a');
  assert.equal((made.run.output as { files: unknown[] }).files.length, 1);
  assert.equal((await roll(owner, withFiles, 'a')).cached, false);
});

test('a result of an agent counts for the same version of it only', async () => {
  await using product = await testApp();
  const { owner } = product;
  const agent = { name: 'Own', instructions: 'Be brief.' };
  const { body } = await owner.call<{ id: string }>('POST', '/api/v1/agents', agent);
  const ask = { id: 'ask', type: 'agent', agent: body.id, task: 'Say hello', cache: { key: 'k' } };
  const workflowId = await newWorkflow(owner, [ask]);
  const cached = async () => {
    const run = await runAs(owner, await beginWorkflow(owner, workflowId));
    assert.equal(run.state, 'done');
    return run.nodes[0]!.cached ?? false;
  };
  assert.deepEqual([await cached(), await cached()], [false, true]);
  await owner.call('PUT', `/api/v1/agents/${body.id}`, { ...agent, instructions: 'Be thorough.' });
  assert.deepEqual([await cached(), await cached()], [false, true]);
});

test('a cache on a tool that changes something is refused with its place', async () => {
  await using product = await testApp();
  const tool = {
    id: 'w',
    type: 'tool',
    tool: 'write_file',
    arguments: { name: 'a.txt', text: 'x' },
    cache: { key: 'k' },
  };
  const { status, body } = await product.owner.call<{ problems: { code: string; path: unknown[] }[] }>(
    'POST',
    '/api/v1/workflows',
    { definition: { name: 'W', nodes: [tool] } },
  );
  assert.equal(status, 422);
  assert.ok(
    body.problems.some((one) => one.code === 'cache_refused' && one.path.join('.') === 'nodes.0.cache'),
  );
});
