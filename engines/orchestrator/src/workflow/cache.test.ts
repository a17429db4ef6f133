import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore, type MemoryDb } from '../drivers/memory.ts';
import { OrchestratorError } from '../lib/errors.ts';
import { begin, ended, log, working } from '../testing/harness.ts';
import { defined, type TaskScript, workflowProcedures } from '../testing/workflows.ts';
import type { DefinitionSource } from './definition.ts';
import { foldWorkflow } from './fold.ts';
import { replayWorkflow } from './replay.ts';

type Source = DefinitionSource['nodes'][number];

const ask = (more: object = {}): Source => ({
  ...{ id: 'ask', type: 'agent', agent: 'a', task: 'about {{input.topic}}' },
  cache: { key: '{{input.topic}}' },
  ...more,
});

/** Runs definitions one after the other on one store; `done` counts what was really worked for. */
async function runner(script?: TaskScript<MemoryDb>) {
  const store = createMemoryStore();
  const done: string[] = [];
  const work: TaskScript<MemoryDb> = (ctx, task, attempt) =>
    ctx.step('do', async () => {
      done.push(task.type === 'agent' ? task.task : task.type);
      return script
        ? script(ctx, task, attempt)
        : { output: { text: `${done.length}` }, usage: { inputTokens: 5 } };
    });
  const engine = working(store, workflowProcedures(work));
  async function run(nodes: Source[], topic = 'tea', overrides?: Record<string, object>) {
    const definition = defined({
      name: 'w',
      input: { type: 'object', properties: { topic: {}, none: {} } },
      nodes,
    });
    const runId = await begin(engine, store.db, 'workflow', { definition, input: { topic }, overrides });
    const { state, output, error, startedAt } = await ended(engine, runId);
    const events = await log(engine, runId);
    const fold = foldWorkflow(definition, events);
    return { state, output, error, fold, events, definition, startedAt: startedAt! };
  }
  return { run, done, [Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]() };
}

test('a node with an equal cache key takes the earlier result, is told as cached, and uses nothing up', async () => {
  await using on = await runner();
  const first = await on.run([ask()]);
  assert.deepEqual([first.output, first.fold.nodes[0]!.cached], [{ text: '1' }, undefined]);
  assert.equal(first.fold.usage.inputTokens, 5);
  const again = await on.run([ask()]);
  assert.deepEqual([again.output, again.fold.nodes[0]!.cached], [{ text: '1' }, true]);
  assert.deepEqual([again.fold.nodes[0]!.state, again.fold.usage.inputTokens], ['done', 0]);
  await on.run([ask()], 'coffee');
  assert.deepEqual(on.done, ['about tea', 'about coffee']);
});

test('what says when and how soon may change, what says what may not', async () => {
  await using on = await runner();
  await on.run([ask()]);
  const around = {
    title: 'Ask',
    priority: 'high',
    timeoutMs: 5_000,
    pool: 'p',
    cache: { key: 'tea', ttlMs: 9_000 },
  };
  assert.deepEqual((await on.run([ask(around)])).output, { text: '1' });
  assert.deepEqual((await on.run([ask({ task: 'more {{input.topic}}' })])).output, { text: '2' });
  assert.deepEqual((await on.run([ask({ id: 'other' })])).output, { text: '3' });
  assert.deepEqual((await on.run([ask({ cache: undefined })])).output, { text: '4' });
  assert.deepEqual(
    (await on.run([ask({ cache: { key: "{{has(input.none) ? input.none : ''}}" } })])).output,
    { text: '5' },
  );
  assert.deepEqual(
    (await on.run([ask({ cache: { key: "{{has(input.none) ? input.none : ''}}" } })])).output,
    { text: '6' },
  );
});

test('items of a map with the same key share a result, whatever their place', async () => {
  await using on = await runner();
  const each = (over: string): Source => ({
    ...{ id: 'each', type: 'map', over, concurrency: 1 },
    do: { nodes: [{ ...ask({ task: '{{item}}', cache: { key: '{{item}}' } }) } as Source] },
  });
  assert.deepEqual((await on.run([each('["x", "y", "x"]')])).output, [
    { text: '1' },
    { text: '2' },
    { text: '1' },
  ]);
  assert.deepEqual((await on.run([each('["y"]')])).output, [{ text: '2' }]);
});

test('a node that is given something else is neither taken from the cache nor kept; one done again is kept', async () => {
  await using on = await runner();
  await on.run([ask()]);
  assert.deepEqual((await on.run([ask()], 'tea', { ask: { task: 'edited' } })).output, { text: '2' });
  assert.deepEqual((await on.run([ask()])).output, { text: '1' });
  assert.deepEqual((await on.run([ask()], 'tea', { ask: {} })).output, { text: '3' });
  assert.deepEqual((await on.run([ask()])).output, { text: '3' });
});

test('failures, results that break the promise, and those that cannot leave their run are not kept', async () => {
  const answers: unknown[] = [
    new OrchestratorError('no', 'Cannot'),
    { data: 'text' },
    { data: 1 },
    'fixed',
    'free',
  ];
  await using on = await runner(async () => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return { output: answer };
  });
  const node = ask({ output: { type: 'number' } });
  assert.equal((await on.run([node])).error!.code, 'no');
  assert.equal((await on.run([node])).error!.code, 'output_invalid');
  assert.deepEqual((await on.run([node])).output, { data: 1 });
  assert.deepEqual((await on.run([node])).output, { data: 1 });
  assert.equal((await on.run([ask()])).output, 'fixed');
  assert.equal((await on.run([ask()])).output, 'free');
  assert.equal((await on.run([ask()])).output, 'free');
});

test('a replay knows a cached result by its key', async () => {
  await using on = await runner();
  await on.run([ask()]);
  const { events, definition, startedAt } = await on.run([ask()]);
  const outcome = async (nodes: Source[]) => {
    const changed = { ...definition, nodes: defined({ name: 'w', nodes }).nodes };
    const wanted = { definition: changed, input: { topic: 'tea' }, startedAt, log: events, given: new Map() };
    return (await replayWorkflow(wanted)).nodes[0]!.outcome;
  };
  const plain = (more: object = {}) => ask({ task: 'about tea', cache: { key: 'tea' }, ...more });
  assert.equal(
    (await replayWorkflow({ definition, input: { topic: 'tea' }, startedAt, log: events, given: new Map() }))
      .nodes[0]!.outcome,
    'same',
  );
  assert.equal(await outcome([plain()]), 'differs');
});
