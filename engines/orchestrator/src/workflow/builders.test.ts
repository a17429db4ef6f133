import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore, type MemoryDb } from '../drivers/memory.ts';
import { begin, ended, working } from '../testing/harness.ts';
import { defined, type TaskScript, workflowProcedures } from '../testing/workflows.ts';
import { hierarchical, type NodeSource, parallel, pipeline, sequential } from './builders.ts';
import type { DefinitionSource } from './definition.ts';

const about = { name: 'w', input: { type: 'object', properties: { list: { type: 'array' } } } };
const tool = (id: string): NodeSource => ({ id, type: 'tool', tool: id });

async function run(source: DefinitionSource, script: TaskScript<MemoryDb>, input: object = {}) {
  const store = createMemoryStore();
  await using engine = working(store, workflowProcedures(script));
  const runId = await begin(engine, store.db, 'workflow', { definition: defined(source), input });
  return await ended(engine, runId);
}

test('sequential() puts one node after the other', async () => {
  const done: string[] = [];
  const script: TaskScript<MemoryDb> = async (_, task) => {
    if (task.type === 'tool') done.push(task.tool);
    return { output: null };
  };
  await run(sequential(about, [tool('a'), tool('b'), tool('c')]), script);
  assert.deepEqual(done, ['a', 'b', 'c']);
});

test('parallel() gives all results together, or goes on with the first', async () => {
  const script: TaskScript<MemoryDb> = async (ctx, task) => {
    if (task.type === 'tool' && task.tool === 'slow') await ctx.waitFor('never', { timeoutMs: 50 });
    return { output: task.type };
  };
  const both = await run(parallel(about, [tool('a'), tool('b')]), script);
  assert.deepEqual(both.output, { a: 'tool', b: 'tool' });
  const { nodes } = parallel(about, [tool('a'), tool('slow')], { wait: 'any' });
  assert.equal(nodes.at(-1)?.join, 'any');
});

test('pipeline() lets its stages overlap and keeps the order of the items', async () => {
  const events: string[] = [];
  const script: TaskScript<MemoryDb> = async (ctx, task) => {
    if (task.type !== 'tool') throw new TypeError('only tools here');
    const { item } = task.arguments as { item: number };
    events.push(`${task.tool}${item}`);
    if (task.tool === 'second') await ctx.waitFor('never', { timeoutMs: 40 });
    return { output: item * 10 };
  };
  const stage = (id: string): NodeSource => ({ id, type: 'tool', tool: id, arguments: { item: '{{item}}' } });
  const source = pipeline(about, {
    over: 'input.list',
    stages: [stage('first'), stage('second')],
    concurrency: 2,
  });
  const { output } = await run(source, script, { list: [1, 2, 3] });
  assert.deepEqual(output, [10, 20, 30]);
  assert.ok(events.indexOf('first2') < events.indexOf('second1') + 2, events.join(' '));
  assert.ok(events.indexOf('second1') < events.indexOf('first3'), events.join(' '));
});

test('hierarchical() plans, delegates, reviews, plans again what is missing, and merges', async () => {
  const asked: string[] = [];
  let reviews = 0;
  const script: TaskScript<MemoryDb> = async (_, task) => {
    if (task.type !== 'agent') throw new TypeError('only agents here');
    asked.push(`${task.agent}: ${task.task.split('\n')[0]!.slice(0, 12)}`);
    if (task.task.startsWith('Plan')) {
      return {
        output: {
          text: '',
          data: {
            tasks: [
              { agent: 'code', task: 'write' },
              { agent: 'test', task: 'check' },
            ],
          },
        },
      };
    }
    if (task.task.startsWith('Do these')) {
      reviews++;
      return { output: { text: '', data: { accepted: reviews === 2, feedback: 'more' } } };
    }
    return { output: { text: `${task.agent} did ${task.task.slice(0, 5)}`, data: null } };
  };
  const source = hierarchical(about, { goal: 'a tool', manager: 'research', workers: ['code', 'test'] });
  const { output, error } = await run(source, script);
  assert.equal(error, null);
  const { results, text } = output as { results: { agent: string; text: string }[]; text: string };
  assert.deepEqual(
    results.map((result) => result.text),
    ['code did write', 'test did check', 'code did write', 'test did check'],
  );
  assert.equal(text, 'research did Merge');
  assert.equal(asked.filter((line) => line.startsWith('research: Plan')).length, 2);
});

test('hierarchical() stays within its bounds, plans inside of plans included', () => {
  for (const depth of [1, 2, 9]) {
    const source = hierarchical(about, { goal: 'g', manager: 'm', workers: ['w'], depth, maxTasks: 1_000 });
    assert.doesNotThrow(() => defined(source), `depth ${depth}`);
    assert.ok(!JSON.stringify(source).includes('"maxItems":1000'));
  }
});
