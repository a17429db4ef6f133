import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore } from '../drivers/memory.ts';
import { begin, ended, log, working } from '../testing/harness.ts';
import { defined, workflowProcedures } from '../testing/workflows.ts';
import type { DefinitionSource } from './definition.ts';
import { type Replayed, replayWorkflow } from './replay.ts';

const say = (id: string, task: string, after: string[] = []) => ({
  id,
  type: 'agent' as const,
  agent: 'a',
  task,
  after,
});

/** Runs the first definition and replays its log against the second. */
async function replayed(first: DefinitionSource, second: DefinitionSource): Promise<Replayed> {
  const store = createMemoryStore();
  const procedures = workflowProcedures(async (ctx, task) =>
    ctx.step('do', async () => {
      if (task.type !== 'agent') throw Object.assign(new TypeError('no'), { code: 'no' });
      return { output: { text: `did ${task.task}` } };
    }),
  );
  await using engine = working(store, procedures);
  const runId = await begin(engine, store.db, 'workflow', { definition: defined(first), input: {} });
  const run = await ended(engine, runId);
  const events = await log(engine, runId);
  const given = new Map<string, unknown>();
  for (const { step, payload } of events) {
    if (step && typeof payload.childId === 'string')
      given.set(step, ((await engine.run(payload.childId))!.input as { task: unknown }).task);
  }
  const runs = async () => (await engine.list({ scope: null, limit: 100 })).length;
  const before = await runs();
  const wanted = { definition: defined(second), input: {}, startedAt: run.startedAt!, log: events, given };
  const result = await replayWorkflow(wanted);
  assert.equal(await runs(), before, 'nothing is run');
  return result;
}

const outcomes = ({ nodes }: Replayed) =>
  Object.fromEntries(nodes.map(({ path, outcome }) => [path, outcome]));

test('the same definition gives the same output, and every node is the same', async () => {
  const source: DefinitionSource = {
    name: 'w',
    nodes: [
      say('a', 'find'),
      { id: 'c', type: 'condition', after: ['a'], cases: [{ port: 'long', when: 'size(nodes.a.text) > 3' }] },
      {
        id: 'each',
        type: 'map',
        after: ['c:long'],
        over: '[1, 2]',
        do: { nodes: [say('x', 'do {{item}}')] },
      },
      { id: 'nap', type: 'delay', after: ['each'], ms: 1 },
      { id: 'end', type: 'value', after: ['nap'], value: '{{nodes.each}}' },
    ],
  };
  const result = await replayed(source, source);
  assert.deepEqual(result.output, [{ text: 'did do 1' }, { text: 'did do 2' }]);
  assert.equal(result.error, null);
  assert.deepEqual([...new Set(Object.values(outcomes(result)))], ['same']);
});

test('what would be given something else differs, what has no record is new, what is not reached is gone', async () => {
  const first: DefinitionSource = {
    name: 'w',
    nodes: [say('a', 'find'), say('b', 'write {{nodes.a.text}}', ['a']), say('c', 'send', ['b'])],
  };
  const second: DefinitionSource = {
    name: 'w',
    nodes: [say('a', 'find'), say('b', 'type {{nodes.a.text}}', ['a']), say('d', 'print', ['b'])],
  };
  const result = await replayed(first, second);
  assert.deepEqual(outcomes(result), { a: 'same', b: 'differs', d: 'new', c: 'gone' });
  assert.deepEqual([result.output, result.error], [undefined, null]);
  const { compared } = result.nodes.find(({ path }) => path === 'b')!;
  assert.match(JSON.stringify(compared!.was), /write did find/);
  assert.match(JSON.stringify(compared!.would), /type did find/);
  assert.ok(result.nodes.every(({ path, compared }) => path === 'b' || compared === undefined));
});

test('values are computed anew, and a recorded failure stays one unless the definition handles it', async () => {
  const first: DefinitionSource = {
    name: 'w',
    nodes: [
      { id: 'v', type: 'value', value: 1 },
      { id: 't', type: 'tool', tool: 'x', after: ['v'] },
    ],
  };
  const failing = await replayed(first, first);
  assert.equal(failing.error?.code, 'no');
  const handled = await replayed(first, {
    name: 'w',
    nodes: [
      { id: 'v', type: 'value', value: 2 },
      { id: 't', type: 'tool', tool: 'x', after: ['v'] },
      { id: 'saved', type: 'value', after: ['t:error'], value: '{{nodes.v}}' },
    ],
  });
  assert.deepEqual(outcomes(handled), { v: 'differs', t: 'same', saved: 'new' });
  assert.equal(handled.output, 2);
});
