import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore, type MemoryDb, type MemoryStore } from '../drivers/memory.ts';
import { begin, log, until, working } from '../testing/harness.ts';
import { type Chance, chanceOf } from '../testing/random.ts';
import { KNOWN, randomWorkflow, UNDO } from '../testing/random-workflow.ts';
import { type Decision, type Expected, referenceRun, type World } from '../testing/reference.ts';
import { defined, type TaskScript, workflowProcedures } from '../testing/workflows.ts';
import type { Definition } from '../workflow/definition.ts';
import { everyNode } from '../workflow/graph.ts';
import { type Replayed, replayWorkflow } from '../workflow/replay.ts';
import { OrchestratorError } from './errors.ts';
import type { RunEvent } from './event.ts';
import type { Orchestrator } from './orchestrator.ts';
import { hasEnded, type Run } from './run.ts';

/** Definitions that are tried; WORKFLOW_SEEDS=5000 is the long form, WORKFLOW_SEED=n repeats one. */
const SEEDS = Number(process.env.WORKFLOW_SEEDS ?? 150);
const ONLY = process.env.WORKFLOW_SEED;
/** A run is carried by one worker after another: each is stopped after so many turns of the event loop. */
const MAX_TURNS = 30;
const MAX_STOPS = 4;
/** Signals that nobody asked for, in each pause between workers. */
const MAX_NOISE = 3;

interface Case {
  definition: Definition;
  known: Record<string, Definition>;
  input: Record<string, unknown>;
  world: World;
}

function randomCase(chance: Chance, undo = false): Case {
  const known = Object.fromEntries(
    KNOWN.map((name) => [name, defined(randomWorkflow(chance, { depth: 2, prefix: `${name}_`, undo }))]),
  );
  const definition = defined(randomWorkflow(chance, { undo }));
  return { definition, known, input: { n: chance.below(12) }, world: worldOf(chance, known) };
}

/** Answers the same whenever it is asked, since nobody knows who asks first. */
function worldOf(chance: Chance, known: Record<string, Definition>): World {
  const salt = chance.below(1_000_000);
  const pick = <T>(name: string, list: readonly T[]) => {
    const sum = [...name].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) >>> 0, salt);
    return chanceOf(sum).pick(list);
  };
  return {
    work(name, attempt) {
      if (name === 'broken') return { code: 'broken' };
      if (name === 'flaky' && attempt < 2) return { code: 'flaky' };
      return { result: { text: name } };
    },
    signal(signals) {
      if (signals.includes('never')) return null;
      const name = pick(signals.join(), signals);
      return { name, payload: { n: name.length } };
    },
    decide: (question) => pick<Decision>(question, ['approved', 'approved', 'rejected', 'expired']),
    workflow: (name) => known[name]!,
  };
}

/** Tasks that answer as the world does, and count what they did. Approvals wait until somebody decides. */
function scriptOf<Db>(world: World, effects: Map<string, number>): TaskScript<Db> {
  return async (ctx, task, attempt) => {
    if (task.type === 'approval') {
      const decided = await ctx.waitFor<Decision>('decision');
      assert.ok(decided.kind === 'signal');
      return { output: { decision: decided.payload, payload: task.payload } };
    }
    assert.ok(task.type === 'tool' || task.type === 'agent');
    await ctx.commit('effect', async () => {
      effects.set(ctx.runId, (effects.get(ctx.runId) ?? 0) + 1);
    });
    const answer = world.work(task.type === 'tool' ? task.tool : task.agent, attempt);
    if ('code' in answer) throw new OrchestratorError(answer.code, `Cannot do it: ${answer.code}`);
    return { output: answer.result };
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

interface Carried {
  run: Run;
  /** Of this run and all below it. */
  logs: { run: Run; events: RunEvent[] }[];
  effects: Map<string, number>;
  replayed: Replayed;
}

/** Carries a run to its end with workers that stop at random moments, among signals that come at any time. */
async function carry(
  { definition, known, input, world }: Case,
  chance: Chance,
  cancels = false,
): Promise<Carried> {
  const store = createMemoryStore();
  const effects = new Map<string, number>();
  const procedures = workflowProcedures(scriptOf<MemoryDb>(world, effects), known);
  let runId = '';
  for (let stops = 0; stops < MAX_STOPS; stops++) {
    await using engine = working(store, procedures);
    if (runId === '') runId = await begin(engine, store.db, 'workflow', { definition, input });
    for (let turns = chance.below(MAX_TURNS); turns > 0; turns--) await turn();
    await makeNoise(engine, runId, definition, world, chance);
    await answerWaits(engine, store, world);
    if (cancels && chance.once(2)) await engine.cancel(runId, 'enough');
  }
  await using last = working(store, procedures);
  const run = await until('the end', async () => {
    await answerWaits(last, store, world);
    const found = await last.run(runId);
    return found && hasEnded(found.state) && found;
  });
  const logs = await Promise.all(
    (await allRuns(last)).map(async (one) => ({ run: one, events: await log(last, one.id) })),
  );
  return { run, effects, logs, replayed: await replay(last, run, definition, input) };
}

/** Signals that no wait has, and some that a wait will take later, more than once. */
async function makeNoise(
  engine: Orchestrator<MemoryDb>,
  runId: string,
  definition: Definition,
  world: World,
  chance: Chance,
): Promise<void> {
  const waits = [...everyNode(definition)].flatMap(({ node }) =>
    node.type === 'wait' ? [node.signals] : [],
  );
  for (let count = chance.below(MAX_NOISE + 1); count > 0; count--) {
    const early = waits.length > 0 && chance.once(2) ? world.signal(chance.pick(waits)) : null;
    const { name, payload } = early ?? { name: 'noise', payload: null };
    await engine.signal(runId, name, payload).catch(refuseUnlessEnded);
  }
}

/** Gives every open wait what the world has for it, and every question its decision. */
async function answerWaits(engine: Orchestrator<MemoryDb>, store: MemoryStore, world: World): Promise<void> {
  for (const run of await store.list({ scope: null, states: ['waiting'], limit: 200 })) {
    const { task } = run.input as { task?: { type: string; question: string } };
    if (task?.type === 'approval') {
      await engine.signal(run.id, 'decision', world.decide(task.question)).catch(refuseUnlessEnded);
      continue;
    }
    const events = await log(engine, run.id);
    const ended = new Set(events.filter(({ type }) => type === 'step.finished').map(({ step }) => step));
    for (const { type, step, payload } of events) {
      if (type !== 'step.started' || typeof payload.signal !== 'string' || ended.has(step)) continue;
      const signal = world.signal(payload.signal.split(', '));
      if (signal) await engine.signal(run.id, signal.name, signal.payload).catch(refuseUnlessEnded);
    }
  }
}

/** Those below a run that is over may still be about to end. */
async function allRuns(engine: Orchestrator<MemoryDb>): Promise<Run[]> {
  return until('the end of all', async () => {
    const runs = await engine.list({ scope: null, limit: 200 });
    return runs.every(({ state }) => hasEnded(state)) && runs;
  });
}

function refuseUnlessEnded(error: unknown): void {
  if ((error as { code?: string }).code !== 'run_ended') throw error;
}

async function replay(
  engine: Orchestrator<MemoryDb>,
  run: Run,
  definition: Definition,
  input: Record<string, unknown>,
): Promise<Replayed> {
  const events = await log(engine, run.id);
  const given = new Map<string, unknown>();
  return replayWorkflow({ definition, input, startedAt: run.startedAt!, log: events, given });
}

function compare(expected: Expected, { run, effects, replayed }: Carried): void {
  if (expected.kind === 'done') {
    assert.deepEqual([run.state, run.error, run.output], ['done', null, expected.output]);
    assert.deepEqual([replayed.error, replayed.output], [null, expected.output], 'of the replay');
  } else {
    assert.ok(
      run.state === 'failed' && expected.codes.has(run.error!.code),
      `${run.state} ${run.error?.code}`,
    );
    assert.equal(replayed.error?.code, run.error!.code, 'of the replay');
  }
  for (const [id, count] of effects) assert.equal(count, 1, `the effect of ${id}`);
}

async function eachSeed(act: (chance: Chance) => Promise<void>): Promise<void> {
  const seeds = ONLY === undefined ? Array.from({ length: SEEDS }, (_, seed) => seed + 1) : [Number(ONLY)];
  for (const seed of seeds) {
    try {
      await act(chanceOf(seed));
    } catch (error) {
      throw new Error(`WORKFLOW_SEED=${seed} repeats this`, { cause: error });
    }
  }
}

test('random workflows, with workers that stop at random moments, give what the reference gives', () =>
  eachSeed(async (chance) => {
    const tried = randomCase(chance);
    const { input, definition, known } = tried;
    const expected = referenceRun(definition, input, tried.world);
    try {
      compare(expected, await carry(tried, chance));
    } catch (error) {
      throw new Error(JSON.stringify({ input, definition, known }, null, 1), { cause: error });
    }
  }));

/** In the log of a run that was cancelled or failed, what has an undo and has ended is undone, and nothing else. */
function checkUndone({ run, events }: Carried['logs'][number], definition: Definition): void {
  const compensated = new Set(
    [...everyNode(definition)].flatMap(({ node }) => (node.compensate === undefined ? [] : [node.id])),
  );
  const finished = events.filter(
    ({ type, payload }) =>
      type === 'step.finished' && (payload.output as { skipped?: boolean } | null)?.skipped !== true,
  );
  const paths = finished.map(({ step }) => step!.replace(/#\d+$/, ''));
  const idOf = (path: string) => path.slice(Math.max(path.lastIndexOf('.'), -1) + 1);
  const undone = paths.filter((path) => idOf(path).startsWith(UNDO)).sort();
  const due = paths.filter((path) => compensated.has(idOf(path)));
  const wanted = due.map((path) => path.slice(0, path.length - idOf(path).length) + UNDO + idOf(path)).sort();
  assert.deepEqual(undone, wanted, `${run.procedure} ${run.state}`);
}

test('a run that is cancelled at a random moment, or fails, undoes each node that had ended once', () =>
  eachSeed(async (chance) => {
    const tried = randomCase(chance, true);
    const { run, effects, logs } = await carry(tried, chance, true);
    for (const [id, count] of effects) assert.equal(count, 1, `the effect of ${id}`);
    assert.ok(hasEnded(run.state));
    for (const one of logs) {
      if (one.run.procedure === 'task' || one.run.state === 'done') continue;
      const { workflow } = one.run.input as { workflow?: string };
      checkUndone(one, workflow === undefined ? tried.definition : tried.known[workflow]!);
    }
  }));
