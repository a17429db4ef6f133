import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore } from '../drivers/memory.ts';
import { begin, ended, named, until, working } from '../testing/harness.ts';
import type { Procedure } from './context.ts';
import { createOrchestrator } from './orchestrator.ts';
import { procedure } from './procedure.ts';

const positive = {
  parse(value: unknown): { n: number } {
    const { n } = value as { n: number };
    if (typeof n !== 'number' || n < 0) throw new TypeError('n is not positive');
    return { n };
  },
};

test('start() refuses unknown procedures, bad input and names that are too long', async () => {
  const store = createMemoryStore();
  const root = procedure({ name: 'root', input: positive, run: async (_ctx, { n }) => Math.sqrt(n) });
  const engine = createOrchestrator({ store, procedures: [root] });
  await assert.rejects(engine.start(store.db, 'other', {}), { code: 'procedure_unknown' });
  await assert.rejects(engine.start(store.db, root, { n: -1 }), { code: 'input_invalid' });
  await assert.rejects(engine.start(store.db, 'root', { n: 1, f: () => 1 }), { code: 'value_not_json' });
  await assert.rejects(engine.start(store.db, root, { n: 1 }, { key: '' }), { code: 'name_invalid' });
  assert.deepEqual(await engine.list({ scope: null, limit: 5 }), []);
});

test('createOrchestrator() refuses two procedures of one name', () => {
  const twice = [named<unknown>('a', async () => 1), named<unknown>('a', async () => 2)];
  assert.throws(() => createOrchestrator({ store: createMemoryStore(), procedures: twice }), {
    code: 'procedure_duplicate',
  });
});

test('read() and list() refuse pages that are too large', async () => {
  const engine = createOrchestrator({ store: createMemoryStore(), procedures: [] });
  for (const limit of [0, 1.5, 1_001]) {
    await assert.rejects(engine.read('r', { after: 0, limit }), { code: 'limit_invalid' });
    await assert.rejects(engine.list({ scope: null, limit }), { code: 'limit_invalid' });
  }
});

test('onEvent hears every committed event with its run, and its errors trouble nobody', async () => {
  const store = createMemoryStore();
  const heard: string[] = [];
  const troubles: string[] = [];
  const talk = named<unknown>('talk', (ctx) => ctx.step('say', async (step) => step.emit('said')));
  await using engine = working(store, [talk], {
    onEvent(event, run) {
      heard.push(`${run.procedure} ${event.type}`);
      if (event.type === 'said') throw new TypeError('subscriber');
    },
    onTrouble: ({ act }) => troubles.push(act),
  });
  const runId = await begin(engine, store.db, 'talk');
  assert.equal((await ended(engine, runId)).state, 'done');
  const types = ['run.started', 'step.started', 'said', 'step.finished', 'run.finished'];
  await until('all events', async () => heard.length === types.length);
  assert.deepEqual(
    heard,
    types.map((type) => `talk ${type}`),
  );
  assert.deepEqual(troubles, ['tell of an event']);
});

test('a database that is away is told as trouble, and work goes on when it is back', async () => {
  const store = createMemoryStore();
  let away = true;
  const flaky = {
    ...store,
    claim: (request: Parameters<typeof store.claim>[0]) =>
      away ? Promise.reject(new TypeError('away')) : store.claim(request),
  };
  const troubles: string[] = [];
  await using engine = working(flaky, [named<unknown>('p', async () => 1)], {
    onTrouble: ({ act }) => troubles.push(act),
  });
  const runId = await begin(engine, store.db, 'p');
  await until('the trouble', async () => troubles.includes('claim runs'));
  away = false;
  assert.equal((await ended(engine, runId)).state, 'done');
});

test('a process carries no more runs at a time than its concurrency', async () => {
  const store = createMemoryStore();
  let now = 0;
  let most = 0;
  const busy = named<unknown>('busy', (ctx) =>
    ctx.step('work', async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      now--;
    }),
  );
  await using engine = working(store, [busy], { concurrency: 3 });
  const ids = await Promise.all(Array.from({ length: 20 }, () => begin(engine, store.db, 'busy')));
  await Promise.all(ids.map((runId) => ended(engine, runId)));
  assert.equal(most, 3);
});

test('a run that a step starts and announces is no part of that step', async () => {
  const store = createMemoryStore();
  const inner = named<unknown>('inner', (ctx) => ctx.step('s', async () => 'inner done'));
  const outer = named<unknown>(
    'outer',
    (ctx): Promise<string> => ctx.step('start', () => begin(engine, store.db, 'inner')),
  );
  await using engine = working(store, [inner, outer]);
  const run = await ended(engine, await begin(engine, store.db, 'outer'));
  assert.equal((await ended(engine, String(run.output))).output, 'inner done');
});

test('children of children end somewhere', async () => {
  const store = createMemoryStore();
  const deep: Procedure = named<unknown>('deep', (ctx) => ctx.child('below', deep, {}));
  await using engine = working(store, [deep]);
  const run = await ended(engine, await begin(engine, store.db, 'deep'));
  assert.equal(run.error?.code, 'child_depth');
});
