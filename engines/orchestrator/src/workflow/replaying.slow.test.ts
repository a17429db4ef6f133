import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore, type MemoryDb } from '../drivers/memory.ts';
import { OrchestratorError } from '../lib/errors.ts';
import { createOrchestrator } from '../lib/orchestrator.ts';
import { createCrashingStore, type DeathMoment } from '../testing/crashing-store.ts';
import { begin, ended, log, working } from '../testing/harness.ts';
import { defined, type TaskScript, workflowProcedures } from '../testing/workflows.ts';
import type { DefinitionSource } from './definition.ts';
import { replayWorkflow } from './replay.ts';

/** More than a run here writes; the loops end where nobody dies any more. */
const MAX_WRITES = 80;

/** All tasks end in the same instant: those that fail and those that do not. */
function together(count: number): TaskScript<MemoryDb> {
  const all = Promise.withResolvers<void>();
  let here = 0;
  return async (_, task) => {
    assert.ok(task.type === 'tool');
    if (['a', 'b', 'c', 'then', 'ungood'].includes(task.tool)) return { output: task.tool };
    if (++here >= count) all.resolve();
    await all.promise;
    if (task.tool.startsWith('bad')) throw new OrchestratorError(task.tool, 'Cannot do it');
    return { output: task.tool };
  };
}

const tool = (id: string, more: object = {}) => ({ id, type: 'tool' as const, tool: id, ...more });

/** A replay takes longer to get through these than to what stops what comes after them. */
const WAY: DefinitionSource['nodes'] = [tool('a'), tool('b', { after: ['a'] }), tool('c', { after: ['b'] })];

/** `quick` stops `slow`, which ends in the same instant; `then` comes after it. */
const CANCELS: DefinitionSource['nodes'] = [
  ...WAY,
  tool('quick', { cancels: ['slow'] }),
  tool('slow', { after: ['c'] }),
  tool('then', { after: ['slow'] }),
];
const CANCELS_FAILING: DefinitionSource['nodes'] = [
  ...WAY,
  tool('quick', { cancels: ['bad'] }),
  tool('bad', { after: ['c'] }),
  tool('then', { after: ['bad:error'] }),
];
/** Two fail and one ends in the same instant, which then has to be undone. */
const FAILS: DefinitionSource['nodes'] = [
  ...WAY,
  tool('bad1', { after: ['b'] }),
  tool('good', { after: ['c'], compensate: 'ungood' }),
  tool('ungood'),
  tool('bad2'),
];

async function dieAndRecover(
  nodes: DefinitionSource['nodes'],
  count: number,
  atWrite: number,
  moment: DeathMoment,
) {
  const store = createMemoryStore();
  const options = { pollMs: 5, exclusive: true };
  const definition = defined({
    name: 'w',
    nodes,
    output: Object.fromEntries(nodes.map(({ id }) => [id, `{{nodes.${id}}}`])),
  });
  const doomed = createCrashingStore(store, atWrite, moment);
  const first = createOrchestrator({
    store: doomed.store,
    procedures: workflowProcedures(together(count)),
    ...options,
  });
  const runId = await begin(first, store.db, 'workflow', { definition, input: {} });
  first.work();
  await Promise.race([doomed.dead, ended(first, runId).catch(() => {})]);
  const died = doomed.died();
  await using second = working(store, workflowProcedures(together(1)), options);
  const run = await ended(second, runId);
  const events = await log(second, runId);
  const wanted = { definition, input: {}, startedAt: run.startedAt!, log: events, given: new Map() };
  const replayed = await replayWorkflow(wanted);
  doomed.bury();
  await first.stop({ graceMs: 0 });
  return { died, run, events, replayed };
}

type Told = Awaited<ReturnType<typeof dieAndRecover>>;

async function atEveryWrite(
  nodes: DefinitionSource['nodes'],
  count: number,
  check: (told: Told, where: string) => void,
) {
  for (const moment of ['before', 'after'] as const) {
    for (let atWrite = 1; atWrite < MAX_WRITES; atWrite++) {
      const told = await dieAndRecover(nodes, count, atWrite, moment);
      const where = `death ${moment} write ${atWrite}`;
      const { run, replayed } = told;
      assert.deepEqual(replayed.error?.code, run.error?.code, where);
      assert.deepEqual(replayed.output, run.output, where);
      check(told, where);
      if (!told.died) break;
      assert.ok(atWrite < MAX_WRITES - 1, where);
    }
  }
}

const endOf = ({ events }: Told, step: string) =>
  events.find((event) => event.step === step && ['step.finished', 'step.failed'].includes(event.type));

test('a node that ends in the instant in which another stops it: what the log says of it is what follows', () =>
  atEveryWrite(CANCELS, 2, (told, where) => {
    assert.equal(told.run.state, 'done', where);
    const { slow, then } = told.run.output as Record<string, unknown>;
    const isFinished = endOf(told, 'slow')?.type === 'step.finished';
    assert.deepEqual([slow, then], isFinished ? ['slow', 'then'] : [null, null], where);
  }));

test('a node that fails in the instant in which another stops it is handled if it failed by itself', () =>
  atEveryWrite(CANCELS_FAILING, 2, (told, where) => {
    assert.equal(told.run.state, 'done', where);
    const isOwn = endOf(told, 'bad')?.payload.code === 'bad';
    assert.equal((told.run.output as Record<string, unknown>).then, isOwn ? 'then' : null, where);
  }));

test('of failures in one instant the first of the nodes ends the run, and what ended in it is undone', () =>
  atEveryWrite(FAILS, 3, (told, where) => {
    const failed = told.events.filter((event) => event.type === 'step.failed' && !event.payload.stopped);
    const first = failed.map(({ payload }) => String(payload.code)).sort()[0];
    assert.deepEqual([told.run.state, told.run.error?.code], ['failed', first], where);
    const ends = ['good', 'ungood'].map((step) => endOf(told, step)?.type === 'step.finished');
    assert.equal(ends[0], ends[1], where);
  }));
