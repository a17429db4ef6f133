import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore, type MemoryDb, type MemoryStore } from '../drivers/memory.ts';
import { OrchestratorError } from '../lib/errors.ts';
import { createOrchestrator } from '../lib/orchestrator.ts';
import { createCrashingStore } from '../testing/crashing-store.ts';
import { begin, ended, inState, log, until, type Working, working } from '../testing/harness.ts';
import { defined, type TaskScript, workflowProcedures } from '../testing/workflows.ts';
import type { Definition, DefinitionSource } from './definition.ts';

type Source = DefinitionSource['nodes'][number];

const tool = (name: string, after: string[] = [], more: object = {}): Source =>
  ({ id: name, type: 'tool', tool: name, after, ...more }) as Source;
/** A tool and what undoes it. */
const pair = (name: string, after: string[] = []): Source[] => [
  tool(name, after, { compensate: `un${name}` }),
  tool(`un${name}`, [], { arguments: { of: `{{nodes.${name}}}` } }),
];
const halt = (after: string[]): Source => ({ id: 'halt', type: 'wait', signals: ['go'], after });

/** `bad` fails, `slow` waits for a signal; all others are noted once they have happened for good. */
function scriptOf(done: string[]): TaskScript<MemoryDb> {
  return async (ctx, task) => {
    if (task.type !== 'tool') throw new TypeError('only tools here');
    if (task.tool === 'bad') throw new OrchestratorError('bad', 'Cannot do it');
    if (task.tool.endsWith('slow')) await ctx.waitFor('go');
    const { item } = task.arguments as { item?: number };
    const name = item === undefined ? task.tool : `${task.tool} ${item}`;
    await ctx.commit('do', async (db) => {
      db.set(name, ((db.get(name) as number | undefined) ?? 0) + 1);
      done.push(name);
    });
    return { output: name };
  };
}

interface On {
  store: MemoryStore;
  done: string[];
  engine: Working<MemoryDb>;
  runId: string;
  childOf(step: string): Promise<string>;
}

async function running(
  source: DefinitionSource,
  act: (on: On) => Promise<void>,
  known: Record<string, Definition> = {},
) {
  const store = createMemoryStore();
  const done: string[] = [];
  await using engine = working(store, workflowProcedures(scriptOf(done), known));
  const runId = await begin(engine, store.db, 'workflow', { definition: defined(source), input: {} });
  const childOf = (step: string) =>
    until(`the child of ${step}`, async () => {
      const events = await log(engine, runId);
      return events.find((one) => one.step === step && one.payload.childId)?.payload.childId as string;
    });
  await act({ store, done, engine, runId, childOf });
}

const waits = ({ engine, runId }: On, step: string) =>
  until(`the wait ${step}`, async () => (await log(engine, runId)).some((one) => one.step === step));

async function cancelled({ engine, runId }: On): Promise<void> {
  await engine.cancel(runId, 'enough');
  assert.equal((await ended(engine, runId)).state, 'cancelled');
}

test('a cancelled run undoes what had ended, the last first, with what the nodes gave', () =>
  running(
    { name: 'w', nodes: [...pair('a'), ...pair('b', ['a']), tool('plain', ['b']), halt(['plain'])] },
    async (on) => {
      await waits(on, 'halt');
      await cancelled(on);
      assert.deepEqual(on.done, ['a', 'b', 'plain', 'unb', 'una']);
      const undone = await on.engine.run(await on.childOf('una'));
      assert.deepEqual((undone!.input as { task: { arguments: object } }).task.arguments, { of: 'a' });
    },
  ));

test('what is skipped, failed or never begun is not undone', () =>
  running(
    {
      name: 'w',
      nodes: [
        ...pair('a'),
        { ...tool('s', [], { compensate: 'uns', when: 'false' }) },
        tool('uns'),
        { ...tool('bad', [], { compensate: 'unbad', onError: 'continue' }) },
        tool('unbad'),
        halt(['a', 's', 'bad']),
        ...pair('late', ['halt:go']),
      ],
    },
    async (on) => {
      await waits(on, 'halt');
      await cancelled(on);
      assert.deepEqual(on.done, ['a', 'una']);
    },
  ));

test('what ends while the run is being cancelled is undone, too', () =>
  running(
    { name: 'w', nodes: [...pair('a'), tool('slow', ['a'], { compensate: 'unslow' }), tool('unslow')] },
    async (on) => {
      const slow = await on.childOf('slow');
      await inState(on.engine, slow, 'waiting');
      // The child is done, and its parent is cancelled before it could say so.
      const { store } = on;
      await on.engine.stop({ graceMs: 0 });
      const script = workflowProcedures(scriptOf(on.done)).filter(({ name }) => name === 'task');
      await using child = working(store, script);
      await child.signal(slow, 'go', null);
      await ended(child, slow);
      await store.cancel(on.runId, 'enough', Date.now());
      await using again = working(store, workflowProcedures(scriptOf(on.done)));
      // What undoes it is slow as well.
      const undoing = await on.childOf('unslow');
      await again.signal(undoing, 'go', null);
      assert.equal((await ended(again, on.runId)).state, 'cancelled');
      assert.deepEqual(on.done, ['a', 'slow', 'unslow', 'una']);
    },
  ));

test('items and rounds are undone from the last to the first, before what came before them', () => {
  const inner = (over: object): Source[] => [
    tool('x', [], { arguments: { item: '{{index}}' }, compensate: 'unx', ...over }),
    tool('unx', [], { arguments: { item: '{{index}}' } }),
  ];
  return running(
    {
      name: 'w',
      nodes: [
        ...pair('a'),
        { id: 'each', type: 'map', over: '[1, 2]', concurrency: 1, after: ['a'], do: { nodes: inner({}) } },
        { id: 'again', type: 'loop', until: 'index == 1', after: ['each'], do: { nodes: inner({}) } },
        halt(['again']),
      ],
    },
    async (on) => {
      await waits(on, 'halt');
      await cancelled(on);
      const undone = on.done.filter((name) => name.startsWith('un'));
      assert.deepEqual(undone, ['unx 1', 'unx 0', 'unx 1', 'unx 0', 'una']);
    },
  );
});

test('a map that fails undoes the items that had ended, and a run that goes on does not undo them again', () =>
  running(
    {
      name: 'w',
      nodes: [
        {
          ...{ id: 'each', type: 'map', over: '["x", "bad"]', concurrency: 1, onError: 'continue' },
          do: {
            nodes: [
              tool('x', [], { arguments: { item: '{{index}}' }, compensate: 'unx' }),
              tool('unx', [], { arguments: { item: '{{index}}' } }),
              tool('bad', ['x'], { when: 'item == "bad"' }),
            ],
          },
        } as Source,
        tool('then', ['each']),
        halt(['then']),
      ],
    },
    async (on) => {
      await waits(on, 'halt');
      await cancelled(on);
      assert.deepEqual(on.done, ['x 0', 'x 1', 'unx 1', 'unx 0', 'then']);
    },
  ));

test('a workflow inside of another undoes its own before the outer one does', () => {
  const inside = defined({ name: 'inside', nodes: [...pair('b'), halt(['b'])] });
  const nodes: Source[] = [...pair('a'), { id: 'sub', type: 'workflow', workflow: 'inside', after: ['a'] }];
  return running(
    { name: 'w', nodes },
    async (on) => {
      const sub = await on.childOf('sub');
      await waits({ ...on, runId: sub }, 'halt');
      await cancelled(on);
      assert.equal((await on.engine.run(sub))!.state, 'cancelled');
      assert.deepEqual(on.done, ['a', 'b', 'unb', 'una']);
    },
    { inside },
  );
});

test('a failure of one branch undoes the items of another that it stops', () =>
  running(
    {
      name: 'w',
      nodes: [
        {
          ...{ id: 'each', type: 'map', over: '[1, 2]', concurrency: 1 },
          do: {
            nodes: [
              tool('x', [], { arguments: { item: '{{index}}' }, compensate: 'unx' }),
              tool('unx', [], { arguments: { item: '{{index}}' } }),
              { id: 'w', type: 'wait', signals: ['next'], after: ['x'] },
            ],
          },
        } as Source,
        { id: 'w', type: 'wait', signals: ['fail'] },
        tool('bad', ['w:fail']),
      ],
    },
    async (on) => {
      await waits(on, 'each[0].w');
      await on.engine.signal(on.runId, 'next', null);
      await waits(on, 'each[1].w');
      await on.engine.signal(on.runId, 'fail', null);
      const run = await ended(on.engine, on.runId);
      assert.deepEqual([run.state, run.error?.code], ['failed', 'bad']);
      assert.deepEqual(
        on.done.filter((name) => name.startsWith('un')),
        ['unx 1', 'unx 0'],
      );
    },
  ));

test('a cancel in the middle of undoing a failure neither stops nor repeats it', () =>
  running(
    {
      name: 'w',
      nodes: [...pair('a'), tool('b', ['a'], { compensate: 'unslow' }), tool('unslow'), tool('bad', ['b'])],
    },
    async (on) => {
      const undoing = await on.childOf('unslow');
      await inState(on.engine, undoing, 'waiting');
      await on.engine.cancel(on.runId, 'enough');
      await on.engine.signal(undoing, 'go', null);
      assert.equal((await ended(on.engine, on.runId)).state, 'cancelled');
      assert.deepEqual(on.done, ['a', 'b', 'unslow', 'una']);
    },
  ));

test('what cannot be undone stays, and the others are undone', () =>
  running(
    { name: 'w', nodes: [...pair('a'), tool('b', ['a'], { compensate: 'bad' }), tool('bad'), halt(['b'])] },
    async (on) => {
      await waits(on, 'halt');
      await cancelled(on);
      assert.deepEqual(on.done, ['a', 'b', 'una']);
    },
  ));

/** A run of everything, cancelled at its wait; the first worker dies at one of its writes. */
async function dieUndoing(atWrite: number, moment: 'before' | 'after'): Promise<boolean> {
  const store = createMemoryStore();
  const inside = defined({ name: 'inside', nodes: [...pair('c'), halt(['c'])] });
  const definition = defined({
    name: 'w',
    nodes: [
      ...pair('a'),
      {
        ...{ id: 'each', type: 'map', over: '[1, 2]', after: ['a'] },
        do: {
          nodes: [
            tool('x', [], { arguments: { item: '{{index}}' }, compensate: 'unx' }),
            tool('unx', [], { arguments: { item: '{{index}}' } }),
          ],
        },
      } as Source,
      { id: 'sub', type: 'workflow', workflow: 'inside', after: ['each'] },
    ],
  });
  const procedures = workflowProcedures(scriptOf([]), { inside });
  const options = { pollMs: 5, exclusive: true };
  const setUp = working(store, procedures, options);
  const runId = await begin(setUp, store.db, 'workflow', { definition, input: {} });
  await until('the inner wait', async () =>
    (await setUp.list({ scope: null, limit: 50, states: ['waiting'] })).some(
      ({ procedure }) => procedure === 'nested',
    ),
  );
  await setUp.stop({ graceMs: 1_000 });
  await store.cancel(runId, 'enough', Date.now());
  const doomed = createCrashingStore(store, atWrite, moment);
  const first = createOrchestrator({ store: doomed.store, procedures, ...options });
  first.work();
  await Promise.race([doomed.dead, ended(first, runId).catch(() => {})]);
  const died = doomed.died();
  await using second = working(store, procedures, options);
  assert.equal((await ended(second, runId)).state, 'cancelled');
  const counts = ['una', 'unc', 'unx 0', 'unx 1'].map((name) => store.db.get(name));
  assert.deepEqual(counts, [1, 1, 1, 1], `death ${moment} write ${atWrite}`);
  doomed.bury();
  await first.stop({ graceMs: 0 });
  return died;
}

for (const moment of ['before', 'after'] as const) {
  test(`a worker that dies ${moment} any write of the undoing undoes each once`, async () => {
    let deaths = 0;
    for (let atWrite = 1; atWrite < 100; atWrite++) {
      if (!(await dieUndoing(atWrite, moment))) break;
      deaths++;
    }
    assert.ok(deaths >= 15 && deaths < 99, `it died ${deaths} times`);
  });
}
