import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { type TestApp, testApp } from './testing/app.ts';
import { beginWorkflow, newWorkflow, runAs } from './testing/workflow-run.ts';

const AGENT = {
  ...{ name: 'Slow', instructions: 'Answer.', tools: [] },
  limits: { modelCalls: 2, toolCalls: 0, seconds: 60, concurrency: 1 },
};

/** Rows of runs of a procedure, with what they count for. */
function rowsOf({ folder }: TestApp, procedure: string) {
  const db = new DatabaseSync(join(folder, 'agenticgen.db'), { readOnly: true });
  try {
    const rows = db.prepare('SELECT needs, priority, pool FROM runs WHERE procedure_name = ?').all(procedure);
    return rows.map(({ needs, priority, pool }) => ({
      priority,
      pool,
      needs: JSON.parse(String(needs ?? 'null')),
    }));
  } finally {
    db.close();
  }
}

test('tasks of agents count for their agent and model, keep the limit of the agent, and stand in its pool', async () => {
  await using product = await testApp({ RUNS_PER_MODEL: '2' });
  const { owner } = product;
  const made = await owner.call<{ id: string; limits: object }>('POST', '/api/v1/agents', AGENT);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.deepEqual(made.body.limits, AGENT.limits);
  const agent = made.body.id;
  const each = { id: 'each', type: 'map', over: '[1, 2, 3, 4]', concurrency: 4 };
  const nodes = [{ ...each, do: { nodes: [{ id: 'ask', type: 'agent', agent, task: 'say {{item}}' }] } }];
  const run = await runAs(owner, await beginWorkflow(owner, await newWorkflow(owner, nodes)));
  assert.equal(run.state, 'done', JSON.stringify(run.error));
  const me = await owner.call<{ workspace: { id: string } }>('GET', '/api/v1/me');
  const workspaceId = me.body.workspace.id;
  const name = `agent:${workspaceId}/${agent}`;
  const tasks = rowsOf(product, 'workflows.task');
  assert.equal(tasks.length, 4);
  for (const { needs, pool } of tasks) {
    assert.deepEqual(needs, { caps: [name, `model:${workspaceId}/offline`], limits: { [name]: 1 } });
    assert.equal(pool, `agent:${agent}`);
  }
});

test('what a person waits for goes first: answers and executions are interactive, and count for the model', async () => {
  await using product = await testApp();
  const { owner } = product;
  const conversation = await owner.call<{ id: string }>('POST', '/api/v1/conversations', {});
  const path = `/api/v1/conversations/${conversation.body.id}/messages`;
  const sent = await owner.call<{ runId: string }>('POST', path, { text: 'hello', agent: 'creative' });
  await owner.answer(sent.body.runId);
  const [turn] = rowsOf(product, 'chat.turn');
  assert.equal(turn!.priority, 2);
  assert.match(turn!.needs.caps.join(' '), /^agent:\S+\/creative model:\S+\/offline$/);
  const code = { language: 'javascript', code: 'console.log(1)' };
  assert.equal((await owner.call('POST', '/api/v1/executions', code)).status, 200);
  assert.equal(rowsOf(product, 'tools.execution')[0]?.priority, 2);
});

test('a node that asks for more than there is is refused with its place', async () => {
  await using product = await testApp({ CAPACITY: 'cpu=1' });
  const node = { id: 'a', type: 'code', code: 'result = 1', resources: { cpu: 2 } };
  const { status, body } = await product.owner.call<{ problems: { code: string; path: unknown[] }[] }>(
    'POST',
    '/api/v1/workflows',
    { definition: { name: 'W', nodes: [node] } },
  );
  assert.equal(status, 422);
  assert.deepEqual(
    body.problems.map(({ code, path }) => [code, path.join('.')]),
    [['resources_unmet', 'nodes.0.resources.cpu']],
  );
});
