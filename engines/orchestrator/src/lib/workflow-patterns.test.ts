import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createMemoryStore, type MemoryDb } from '../drivers/memory.ts';
import { begin, ended, until, type Working, working } from '../testing/harness.ts';
import { PATTERNS, type Pattern } from '../testing/patterns.ts';
import { defined, type TaskScript, workflowProcedures } from '../testing/workflows.ts';
import type { Run } from './run.ts';

const DOCUMENT = new URL('../../../../docs/workflow-patterns.md', import.meta.url);
const INPUT = {
  type: 'object',
  properties: { n: { type: 'number' }, list: { type: 'array' } },
};

interface Seen {
  run: Run;
  /** Tools in the order in which they ended. */
  done: string[];
  /** The most that were at work at once. */
  most: number;
}

type Steer = (engine: Working<MemoryDb>, runId: string) => Promise<void>;

/** Runs a pattern; the tool `slow` never ends by itself. */
async function play(pattern: Pattern, input: object = {}, steer: Steer = async () => {}): Promise<Seen> {
  const done: string[] = [];
  let [now, most] = [0, 0];
  const script: TaskScript<MemoryDb> = async (ctx, task) => {
    if (task.type !== 'tool') throw new TypeError('only tools here');
    if (task.tool === 'slow') await ctx.waitFor('never');
    await ctx.step('do', async () => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, 2));
      now--;
      done.push(task.tool);
    });
    return { output: task.tool };
  };
  const store = createMemoryStore();
  await using engine = working(store, workflowProcedures(script));
  const { nodes = [], output = null } = pattern;
  const definition = defined({ name: pattern.name, input: INPUT, nodes, output });
  const runId = await begin(engine, store.db, 'workflow', { definition, input });
  await steer(engine, runId);
  return { run: await ended(engine, runId), done, most };
}

const begun = (engine: Working<MemoryDb>, runId: string, ...steps: string[]) =>
  until(`the steps ${steps}`, async () => {
    const events = await engine.read(runId, { after: 0, limit: 1_000 });
    return steps.every((step) =>
      events.some((event) => event.step === step && event.type === 'step.started'),
    );
  });

const signals =
  (step: string, ...names: string[]): Steer =>
  async (engine, runId) => {
    await begun(engine, runId, step);
    for (const name of names) await engine.signal(runId, name, null);
  };

/** What each pattern has to show, by its number. */
const CLAIMS: Record<number, (pattern: Pattern) => Promise<void>> = {
  1: async (p) => assert.deepEqual((await play(p)).done, ['a', 'b']),
  2: async (p) => {
    const { done, most } = await play(p);
    assert.deepEqual([done[0], done.slice(1).sort(), most], ['a', ['b', 'c'], 2]);
  },
  3: async (p) => assert.equal((await play(p)).done.at(-1), 'c'),
  4: async (p) => {
    assert.deepEqual((await play(p, { n: 9 })).done, ['a']);
    assert.deepEqual((await play(p, { n: 1 })).done, ['b']);
  },
  5: async (p) => {
    assert.deepEqual((await play(p, { n: 9 })).done, ['a', 'c']);
    assert.deepEqual((await play(p, { n: 1 })).done, ['b', 'c']);
  },
  6: async (p) => {
    assert.deepEqual((await play(p, { n: 9 })).done.sort(), ['a', 'b']);
    assert.deepEqual((await play(p, { n: 8 })).done, ['a']);
  },
  7: async (p) => {
    assert.equal((await play(p, { n: 9 })).done.at(2), 'c');
    assert.deepEqual((await play(p, { n: 8 })).done, ['a', 'c']);
  },
  8: async (p) => assert.equal((await play(p)).done.filter((tool) => tool === 'then').length, 2),
  9: async (p) => assert.equal((await play(p)).done.filter((tool) => tool === 'c').length, 1),
  10: async (p) => {
    const { run, done } = await play(p);
    assert.deepEqual([run.output, done], [3, ['a', 'a', 'a']]);
  },
  11: async (p) => assert.deepEqual((await play(p)).done.sort(), ['a', 'b', 'c']),
  12: async (p) => assert.deepEqual((await play(p)).done.sort(), ['a', 'a', 'a', 'b', 'c']),
  13: async (p) => assert.deepEqual((await play(p)).done, ['a', 'a', 'a', 'b']),
  14: async (p) => assert.deepEqual((await play(p, { list: [7, 8] })).done, ['a', 'a', 'b']),
  15: async (p) => {
    const steer = signals('more[0].next', 'another', 'another', 'enough');
    assert.deepEqual((await play(p, {}, steer)).done, ['a', 'a', 'b']);
  },
  16: async (p) => assert.deepEqual((await play(p, {}, signals('which', 'right'))).done, ['b']),
  17: async (p) => {
    const { done, most } = await play(p);
    assert.deepEqual([done.sort(), most], [['a', 'b', 'c'], 1]);
  },
  18: async (p) => {
    const early: Steer = async (engine, runId) => {
      await begun(engine, runId, 'change', 'close');
      await engine.signal(runId, 'change', null);
      await until('the change', async () =>
        (await engine.read(runId, { after: 0, limit: 1_000 })).some(
          ({ step, type }) => step === 'a' && type === 'step.finished',
        ),
      );
      await engine.signal(runId, 'close', null);
    };
    assert.deepEqual((await play(p, {}, early)).done, ['reached', 'a', 'b']);
    const late: Steer = async (engine, runId) => {
      await begun(engine, runId, 'change', 'close');
      await engine.signal(runId, 'close', null);
    };
    assert.deepEqual((await play(p, {}, late)).done, ['reached', 'b']);
  },
  19: async (p) => {
    const { run, done } = await play(p);
    assert.deepEqual([run.state, done], ['done', ['a']]);
  },
  20: async (p) => {
    const cancel: Steer = async (engine, runId) => {
      await begun(engine, runId, 'slow');
      await engine.cancel(runId, 'enough');
    };
    const { run, done } = await play(p, {}, cancel);
    assert.deepEqual([run.state, done], ['cancelled', []]);
  },
};

for (const pattern of PATTERNS) {
  test(`pattern ${pattern.number}, ${pattern.name}`, () => CLAIMS[pattern.number]!(pattern));
}

test('the table in the docs tells what is tested here', () => {
  const rows = PATTERNS.map(({ number, name, group, how }) => `| ${number} | ${name} | ${group} | ${how} |`);
  const text = readFileSync(DOCUMENT, 'utf8');
  for (const row of rows) assert.ok(text.includes(row), row);
});
