import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore, type MemoryDb } from '../drivers/memory.ts';
import { begin, ended, fakeClock, inState, working } from '../testing/harness.ts';
import { defined, type TaskScript, workflowProcedures } from '../testing/workflows.ts';
import type { DefinitionSource } from '../workflow/definition.ts';
import type { Run } from './run.ts';

const echo: TaskScript<MemoryDb> = async (ctx, task) =>
  ctx.step('do', async () => ({ output: task.type === 'agent' ? { text: `did ${task.task}` } : task }));

async function run(
  source: DefinitionSource,
  input: Record<string, unknown> = {},
  script = echo,
): Promise<Run> {
  const store = createMemoryStore();
  await using engine = working(store, workflowProcedures(script));
  const runId = await begin(engine, store.db, 'workflow', { definition: defined(source), input });
  return await ended(engine, runId);
}

const say = (id: string, task: string, after: string[] = []) => ({
  id,
  type: 'agent' as const,
  agent: 'a',
  task,
  after,
});

test('a sequence gives each node what the ones before gave', async () => {
  const { output } = await run(
    {
      name: 'w',
      input: { type: 'object', properties: { topic: { type: 'string' } } },
      nodes: [say('a', 'find {{input.topic}}'), say('b', 'write: {{nodes.a.text}}', ['a'])],
    },
    { topic: 'tea' },
  );
  assert.deepEqual(output, { text: 'did write: did find tea' });
});

test('a condition takes one branch, and the merge behind both begins once', async () => {
  const source: DefinitionSource = {
    name: 'w',
    input: { type: 'object', properties: { n: { type: 'number' } } },
    nodes: [
      { id: 'c', type: 'condition', cases: [{ port: 'big', when: 'input.n > 10' }] },
      say('big', 'big', ['c:big']),
      say('small', 'small', ['c:otherwise']),
      {
        id: 'end',
        type: 'value',
        after: ['big', 'small'],
        value: '{{nodes.big != null ? nodes.big.text : nodes.small.text}}',
      },
    ],
  };
  assert.equal((await run(source, { n: 11 })).output, 'did big');
  assert.equal((await run(source, { n: 1 })).output, 'did small');
});

test('a map goes through its items and keeps their order; a loop ends when its condition holds', async () => {
  const { output, error } = await run({
    name: 'w',
    nodes: [
      {
        id: 'each',
        type: 'map',
        over: '[1, 2, 3]',
        concurrency: 2,
        do: { nodes: [say('x', 'item {{item}} of {{index}}')], output: '{{nodes.x.text}}' },
      },
      {
        id: 'again',
        type: 'loop',
        state: 0,
        until: 'state >= 3',
        do: { nodes: [{ id: 'add', type: 'value', value: '{{state + 1}}' }] },
      },
    ],
    output: { each: '{{nodes.each}}', again: '{{nodes.again}}' },
  });
  assert.equal(error, null);
  assert.deepEqual(output, { each: ['did item 1 of 0', 'did item 2 of 1', 'did item 3 of 2'], again: 3 });
});

test('a failure ends the run with its code, an error branch handles it, and retries come first', async () => {
  let tries = 0;
  const failing: TaskScript<MemoryDb> = async (ctx, task) => {
    if (task.type !== 'agent' || task.task !== 'bad') return echo(ctx, task, 1);
    tries++;
    throw Object.assign(new Error('Cannot do it'), { code: 'bad_luck' });
  };
  const bad = { ...say('bad', 'bad'), retry: { times: 2, backoffMs: 0 } };
  const failed = await run({ name: 'w', nodes: [bad] }, {}, failing);
  assert.equal(failed.error?.code, 'bad_luck');
  assert.equal(tries, 3);
  const handled = await run(
    { name: 'w', nodes: [bad, say('mend', 'mend {{errors.bad.code}}', ['bad:error'])] },
    {},
    failing,
  );
  assert.deepEqual(handled.output, { text: 'did mend bad_luck' });
});

test('the first of two wins and cancels the other', async () => {
  const slow: TaskScript<MemoryDb> = async (ctx, task) => {
    if (task.type === 'agent' && task.task === 'slow') await ctx.waitFor('never');
    return echo(ctx, task, 1);
  };
  const { output } = await run(
    {
      name: 'w',
      nodes: [
        say('slow', 'slow'),
        { ...say('quick', 'quick'), cancels: ['slow'] },
        { id: 'end', type: 'join', after: ['slow', 'quick'], join: 'any' },
      ],
      output: '{{nodes.quick.text}}',
    },
    {},
    slow,
  );
  assert.equal(output, 'did quick');
});

test('a failed run undoes what had ended, the last first', async () => {
  const done: string[] = [];
  const script: TaskScript<MemoryDb> = async (_ctx, task) => {
    if (task.type !== 'tool') throw new Error('only tools here');
    if (task.tool === 'fail') throw Object.assign(new Error('no'), { code: 'no' });
    done.push(task.tool);
    return { output: { text: '' } };
  };
  const tool = (id: string, rest: object = {}) => ({ id, type: 'tool' as const, tool: id, ...rest });
  const { error } = await run(
    {
      name: 'w',
      nodes: [
        tool('book', { compensate: 'unbook' }),
        tool('pay', { after: ['book'], compensate: 'refund' }),
        tool('fail', { after: ['pay'] }),
        tool('unbook'),
        tool('refund'),
      ],
    },
    {},
    script,
  );
  assert.equal(error?.code, 'no');
  assert.deepEqual(done, ['book', 'pay', 'refund', 'unbook']);
});

test('a delay and a wait give the worker back and go on', async () => {
  const store = createMemoryStore();
  const clock = fakeClock();
  await using engine = working(store, workflowProcedures(echo), { clock });
  const definition = defined({
    name: 'w',
    nodes: [
      { id: 'night', type: 'delay', ms: 3_600_000 },
      { id: 'answer', type: 'wait', after: ['night'], signals: ['yes', 'no'], timeoutMs: 5_000 },
      { id: 'good', type: 'value', after: ['answer:yes'], value: '{{nodes.answer.payload}}' },
    ],
  });
  const runId = await begin(engine, store.db, 'workflow', { definition, input: {} });
  await inState(engine, runId, 'waiting');
  clock.advance(3_600_000);
  await engine.signal(runId, 'yes', { n: 1 });
  assert.deepEqual((await ended(engine, runId)).output, { n: 1 });
});
