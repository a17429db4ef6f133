import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newMember, testApp } from '../testing/app.ts';
import { beginWorkflow, newWorkflow, runAs } from '../testing/workflow-run.ts';

/** A tool that fails, with a branch that catches it. */
const NODES = [
  { id: 'a', type: 'value', value: 'first' },
  { id: 'ask', type: 'knowledge', after: ['a'], query: 'q {{nodes.a}}' },
  { id: 'bad', type: 'tool', after: ['ask'], tool: 'fetch_url', arguments: { url: 'http://127.0.0.1:1/' } },
  { id: 'end', type: 'value', after: ['bad:error'], value: 'caught' },
];

test('a retry takes over what ended before the node, and gives the node what was edited', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, NODES);
  const runId = await beginWorkflow(owner, workflowId);
  const first = await runAs(owner, runId);
  assert.deepEqual([first.state, first.output], ['done', 'caught']);
  const path = `/api/v1/workflow-runs/${runId}`;
  const edit = { arguments: { url: 'http://127.0.0.1:2/' } };
  const { body, status } = await owner.call<{ runId: string }>('POST', `${path}/retries`, {
    node: 'bad',
    edit,
  });
  assert.equal(status, 202, JSON.stringify(body));
  const again = await runAs(owner, body.runId);
  assert.deepEqual([again.state, again.origin, again.originId], ['done', 'retry', runId]);
  const childOf = (run: typeof first, node: string) => run.nodes.find((one) => one.path === node)?.runId;
  assert.equal(childOf(again, 'ask'), childOf(first, 'ask'));
  assert.notEqual(childOf(again, 'bad'), childOf(first, 'bad'));
  const node = await owner.call<{ given: unknown; editable: string[] }>(
    'GET',
    `/api/v1/workflow-runs/${body.runId}/node?path=bad`,
  );
  assert.deepEqual(node.body.given, { type: 'tool', tool: 'fetch_url', ...edit });
  assert.deepEqual(node.body.editable, ['arguments']);
  assert.deepEqual((await runAs(owner, runId)).nodes, first.nodes, 'the old run stays as it was');
});

test('a retry of an open run, of an unknown node, of what is fixed, and by others is refused', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, [
    { id: 'w', type: 'wait', signals: ['go'] },
    { id: 'ok', type: 'approval', after: ['w:go'], question: 'Really?', votes: 2 },
  ]);
  const runId = await beginWorkflow(owner, workflowId);
  await runAs(owner, runId, ({ state }) => state === 'waiting');
  const path = `/api/v1/workflow-runs/${runId}`;
  const refusal = async (body: object, client = owner) => {
    const answer = await client.call('POST', `${path}/retries`, body);
    return [answer.status, answer.body.code];
  };
  assert.deepEqual(await refusal({ node: 'w' }), [409, 'run_not_ended']);
  await owner.call('PUT', `/api/v1/runs/${runId}/cancellation`);
  await runAs(owner, runId);
  assert.deepEqual(await refusal({ node: 'none' }), [404, 'node_unknown']);
  assert.deepEqual(await refusal({ node: 'ok', edit: { votes: 1 } }), [422, 'node_not_editable']);
  assert.deepEqual(await refusal({ node: 'w', edit: { signals: ['x'] } }), [422, 'node_not_editable']);
  const other = await newMember(product, 'moderator');
  assert.deepEqual(await refusal({ node: 'w' }, other), [404, 'not_found']);
});

test('a replay against another version tells what would differ and starts nothing', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, NODES);
  const runId = await beginWorkflow(owner, workflowId);
  await runAs(owner, runId);
  const nodes = NODES.map((node) => (node.id === 'a' ? { ...node, value: 'second' } : node));
  const definition = {
    name: 'W',
    nodes: [...nodes.slice(0, 3), { id: 'more', type: 'join', after: ['bad'] }],
  };
  await owner.call('PUT', `/api/v1/workflows/${workflowId}`, { definition });
  const runs = async () => (await owner.call<{ items: unknown[] }>('GET', '/api/v1/runs')).body.items.length;
  const before = await runs();
  const replay = await owner.call<{
    nodes: { path: string; outcome: string; compared?: unknown }[];
    error: { code: string };
  }>('POST', `/api/v1/workflow-runs/${runId}/replays`, { version: 2 });
  assert.equal(replay.status, 200);
  const outcomes = Object.fromEntries(replay.body.nodes.map(({ path, outcome }) => [path, outcome]));
  assert.deepEqual(outcomes, { a: 'differs', ask: 'differs', bad: 'same', end: 'gone' });
  assert.equal(replay.body.error.code, 'tool_failed');
  const same = await owner.call<typeof replay.body>('POST', `/api/v1/workflow-runs/${runId}/replays`, {
    version: 1,
  });
  assert.ok(same.body.nodes.every(({ outcome }) => outcome === 'same'));
  assert.deepEqual(replay.body.nodes.find(({ path }) => path === 'a')?.compared, {
    was: 'first',
    would: 'second',
  });
  assert.equal(await runs(), before);
});

test('a replay takes a draft, refuses one that is no definition, and leaves out what is huge', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, NODES);
  const runId = await beginWorkflow(owner, workflowId);
  await runAs(owner, runId);
  const replay = (definition: object) =>
    owner.call<{ code: string; nodes: { path: string; outcome: string; compared?: unknown }[] }>(
      'POST',
      `/api/v1/workflow-runs/${runId}/replays`,
      { definition },
    );
  const draft = (value: string) => ({ name: 'W', nodes: [{ ...NODES[0], value }, ...NODES.slice(1)] });
  const [first] = (await replay(draft('other'))).body.nodes;
  assert.deepEqual(first, { path: 'a', outcome: 'differs', compared: { was: 'first', would: 'other' } });
  assert.deepEqual((await replay(draft('x'.repeat(50_000)))).body.nodes[0], {
    path: 'a',
    outcome: 'differs',
  });
  const broken = await replay({ name: 'W', nodes: [{ id: 'a', type: 'nothing' }] });
  assert.deepEqual([broken.status, broken.body.code], [422, 'workflow_invalid']);
  assert.equal((await owner.call('GET', `/api/v1/workflows/${workflowId}/versions`)).status, 200);
});

test('a fork after an event takes over what was recorded until then and does the rest anew', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, NODES);
  const runId = await beginWorkflow(owner, workflowId);
  const first = await runAs(owner, runId);
  const nodeOf = (run: typeof first, path: string) => run.nodes.find((one) => one.path === path)!;
  const fork = (after: unknown) =>
    owner.call<{ runId: string; code: string }>('POST', `/api/v1/workflow-runs/${runId}/forks`, { after });
  const { status, body } = await fork(nodeOf(first, 'ask').lastSequence);
  assert.equal(status, 202);
  const forked = await runAs(owner, body.runId);
  assert.deepEqual([forked.state, forked.output, forked.originId], ['done', 'caught', runId]);
  assert.equal(nodeOf(forked, 'ask').runId, nodeOf(first, 'ask').runId);
  assert.notEqual(nodeOf(forked, 'bad').runId, nodeOf(first, 'bad').runId);
  const missing = await fork(99_999);
  assert.deepEqual([missing.status, missing.body.code], [404, 'event_unknown']);
  assert.equal((await fork(0)).status, 400);
});

test('a run that goes on is not forked', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, [{ id: 'w', type: 'wait', signals: ['go'] }]);
  const runId = await beginWorkflow(owner, workflowId);
  await runAs(owner, runId, ({ state }) => state === 'waiting');
  const { status, body } = await owner.call('POST', `/api/v1/workflow-runs/${runId}/forks`, { after: 1 });
  assert.deepEqual([status, body.code], [409, 'run_not_ended']);
});
