import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StepFailed, StepInterrupted } from '../lib/errors.ts';
import { currentText } from '../lib/fold.ts';
import { MAX_TAKEOVERS } from '../lib/limits.ts';
import { createCrashingStore } from './crashing-store.ts';
import {
  begin,
  ended,
  fakeClock,
  gate,
  inState,
  log,
  named,
  type OpenStore,
  types,
  working,
} from './harness.ts';

/** What a run promises: steps, retries, commits, emissions, take-over. */
export function runCases<Db>(name: string, open: OpenStore<Db>): void {
  test(`${name}: a run records its steps and its output`, async () => {
    await using on = await open();
    const add = named<Db>('add', async (ctx, input) => {
      const { a, b } = input as { a: number; b: number };
      const sum = await ctx.step('sum', async () => a + b);
      await ctx.step('longer', () => new Promise<void>((resolve) => setTimeout(resolve, 20)));
      return { sum };
    });
    await using engine = working(on.store, [add]);
    const runId = await begin(engine, on.db, 'add', { a: 1, b: 2 });
    const run = await ended(engine, runId);
    assert.deepEqual([run.state, run.output, run.error], ['done', { sum: 3 }, null]);
    assert.deepEqual(types(await log(engine, runId)), [
      'run.queued',
      'run.started',
      'step.finished', // it ended before its beginning was written
      'step.started',
      'step.finished',
      'run.finished',
    ]);
  });

  test(`${name}: start() inside a transaction runs only after its commit`, async () => {
    await using on = await open();
    await using engine = working(on.store, [named<Db>('p', async () => 1)]);
    const { runId } = await on.transaction(async (db) => {
      await on.addEffect(db, 'saved');
      return engine.start(db, 'p', {});
    });
    engine.announce();
    assert.equal((await ended(engine, runId)).state, 'done');
    assert.equal(await on.countEffects('saved'), 1);
  });

  test(`${name}: a failed procedure leaves a code and a message without a stack`, async () => {
    await using on = await open();
    const fail = named<Db>('fail', async () => {
      throw new TypeError('Cannot do it\n    at secret.ts:1');
    });
    await using engine = working(on.store, [fail]);
    const runId = await begin(engine, on.db, 'fail');
    const run = await ended(engine, runId);
    assert.deepEqual(
      [run.state, run.error],
      ['failed', { code: 'procedure_failed', message: 'Cannot do it' }],
    );
    assert.deepEqual((await log(engine, runId)).at(-1)?.payload, run.error);
  });

  test(`${name}: a step is tried again as often as its retry says, with a higher attempt each time`, async () => {
    await using on = await open();
    const flaky = named<Db>('flaky', async (ctx) => {
      const body = async (step: { attempt: number }) => {
        if (step.attempt < 3) throw Object.assign(new TypeError('not yet'), { code: 'not_yet' });
        return step.attempt;
      };
      const reached = await ctx.step('third', body, { retry: { times: 2, backoffMs: 1 } });
      const lost = await ctx
        .step('never', body, { retry: { times: 1, backoffMs: 1 } })
        .catch((error) => error);
      assert.ok(lost instanceof StepFailed);
      return [reached, lost.code];
    });
    await using engine = working(on.store, [flaky]);
    const runId = await begin(engine, on.db, 'flaky');
    assert.deepEqual((await ended(engine, runId)).output, [3, 'not_yet']);
    const failures = (await log(engine, runId)).filter(({ type }) => type === 'step.failed');
    assert.deepEqual(
      failures.map(({ step, attempt, payload }) => [step, attempt, payload.willRetry]),
      [
        ['third', 1, true],
        ['third', 2, true],
        ['never', 1, true],
        ['never', 2, false],
      ],
    );
  });

  test(`${name}: a step that takes too long fails with step_timeout`, async () => {
    await using on = await open();
    const slow = named<Db>('slow', (ctx) =>
      ctx.step('wait', ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', reject)), {
        timeoutMs: 5,
      }),
    );
    await using engine = working(on.store, [slow]);
    assert.equal((await ended(engine, await begin(engine, on.db, 'slow'))).error?.code, 'step_timeout');
  });

  test(`${name}: what isn't JSON, a second use of a name and reserved types are refused by code`, async () => {
    await using on = await open();
    const codes = async (acts: (() => unknown)[]) => {
      const found: unknown[] = [];
      for (const act of acts) {
        try {
          await act();
        } catch (error) {
          found.push((error as { code: string }).code);
        }
      }
      return found;
    };
    const wrong = named<Db>('wrong', (ctx) =>
      codes([
        () => ctx.step('date', async () => new Date(0)),
        () => ctx.step('once', async () => 1),
        () => ctx.step('once', async () => 2),
        () => ctx.step('', async () => 2),
        () => ctx.emit('run.mine'),
        () => ctx.emit('mine', { at: 1n }),
        () => ctx.step('outer', () => ctx.step('inner', async () => 1)),
        () => ctx.step('speaker', async () => ctx.emit('mine')),
      ]),
    );
    await using engine = working(on.store, [wrong]);
    assert.deepEqual((await ended(engine, await begin(engine, on.db, 'wrong'))).output, [
      'value_not_json',
      'step_name_taken',
      'name_invalid',
      'type_reserved',
      'value_not_json',
      'step_nested',
      'step_nested',
    ]);
  });

  test(`${name}: a failed commit leaves nothing and fails its step`, async () => {
    await using on = await open();
    const save = named<Db>('save', async (ctx) => {
      const failed = await ctx
        .commit('half', async (db) => {
          await on.addEffect(db, 'half');
          throw Object.assign(new TypeError('no'), { code: 'refused' });
        })
        .catch((error: StepFailed) => error.code);
      return [failed, await ctx.commit('whole', async (db) => on.addEffect(db, 'whole').then(() => 'kept'))];
    });
    await using engine = working(on.store, [save]);
    assert.deepEqual((await ended(engine, await begin(engine, on.db, 'save'))).output, ['refused', 'kept']);
    assert.deepEqual([await on.countEffects('half'), await on.countEffects('whole')], [0, 1]);
  });

  test(`${name}: all() waits for every branch, then throws the first failure`, async () => {
    await using on = await open();
    const both = named<Db>('both', async (ctx) => {
      const values = await ctx.all([ctx.step('a', async () => 1), ctx.step('b', async () => 'x')]);
      const failing = ctx.step('c', async () =>
        Promise.reject(Object.assign(new TypeError('c'), { code: 'c' })),
      );
      const code = await ctx
        .all([failing, ctx.step('d', async () => 2)])
        .catch((error: StepFailed) => error.code);
      return [...values, code];
    });
    await using engine = working(on.store, [both]);
    const runId = await begin(engine, on.db, 'both');
    assert.deepEqual((await ended(engine, runId)).output, [1, 'x', 'c']);
    assert.equal((await log(engine, runId)).filter(({ type }) => type === 'step.finished').length, 3);
  });

  test(`${name}: a dead worker's run goes on elsewhere when its lease has run out, from the last recorded step`, async () => {
    await using on = await open();
    const clock = fakeClock();
    const calls: string[] = [];
    const stuck = gate();
    const make = (worker: string, wait: Promise<void>) =>
      named<Db>('p', async (ctx) => {
        const first = await ctx.step('first', async () => calls.push(`${worker} first`) && worker);
        return ctx.step('second', async (step) => {
          calls.push(`${worker} second`);
          step.delta('text.delta', `${worker} says`);
          await wait;
          return `${first} then ${worker}, attempt ${step.attempt}`;
        });
      });
    const options = { clock, leaseMs: 1_000_000 };
    await using one = working(on.store, [make('one', stuck.passed)], options);
    const runId = await begin(one, on.db, 'p');
    const said = (events: { type: string }[]) => events.some(({ type }) => type === 'text.delta');
    while (!said(await log(one, runId))) await new Promise((resolve) => setTimeout(resolve, 2));
    assert.deepEqual(calls, ['one first', 'one second']);
    await using two = working(on.store, [make('two', Promise.resolve())], options);
    clock.advance(1_000_001);
    const run = await ended(two, runId);
    stuck.open();
    assert.equal(run.output, 'one then two, attempt 2');
    assert.deepEqual(calls, ['one first', 'one second', 'two second']);
    assert.equal(currentText(await log(two, runId)), 'two says');
  });

  test(`${name}: a step with effect 'once' that had begun is interrupted, on each replay, and never run again`, async () => {
    await using on = await open();
    let sent = 0;
    const send = named<Db>('send', async (ctx) => {
      const outcome = await ctx
        .step('mail', async () => ++sent && new Promise<string>(() => {}), { effect: 'once' })
        .catch((error) => (error instanceof StepInterrupted ? error.code : 'other'));
      await ctx.sleep('replay', 1);
      return outcome;
    });
    const doomed = createCrashingStore(on.store, 1_000, 'before');
    const one = working(doomed.store, [send]);
    const runId = await begin(one, on.db, 'send');
    await until1(() => sent === 1);
    await using two = working(on.store, [send], { exclusive: true });
    assert.equal((await ended(two, runId)).output, 'step_interrupted');
    assert.equal(sent, 1);
    const marks = (await log(two, runId)).filter(({ type }) => type === 'step.interrupted');
    assert.equal(marks.length, 1);
    await one.stop({ graceMs: 0 });
  });

  test(`${name}: a run that kills its workers is parked as run_poisoned, with the history of its starts`, async () => {
    await using on = await open();
    const engine = working(on.store, [named<Db>('p', async () => 'fine')]);
    await engine.stop({ graceMs: 0 });
    const { runId } = await engine.start(on.db, 'p', {});
    const choose = () => [runId];
    for (let dead = 0; dead < MAX_TAKEOVERS; dead++) {
      const now = Date.now() + 1_000;
      await on.store.claim({
        workerId: `dead ${dead}`,
        procedures: ['p'],
        now,
        leaseMs: 0,
        limit: 1,
        choose,
      });
    }
    await on.store.releaseAll(Date.now());
    await using last = working(on.store, [named<Db>('p', async () => 'fine')]);
    assert.equal((await ended(last, runId)).error?.code, 'run_poisoned');
    const history = (await log(last, runId)).find(({ type }) => type === 'run.poisoned');
    const starts = history?.payload.starts as { workerId: string; attempt: number; at: number }[];
    assert.equal(starts.length, MAX_TAKEOVERS);
    assert.deepEqual([starts[0]?.workerId, starts[0]?.attempt], ['dead 1', 2]);
    assert.ok(starts.every(({ at }) => at > 0));
  });

  test(`${name}: stop() parks a run, and another worker finishes it`, async () => {
    await using on = await open();
    let interrupted: unknown;
    let running = false;
    const held = named<Db>('p', (ctx) =>
      ctx.step('long', ({ signal }) => {
        running = true;
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            interrupted = signal.reason;
            reject(signal.reason);
          });
        });
      }),
    );
    const one = working(on.store, [held]);
    const runId = await begin(one, on.db, 'p');
    await until1(() => running);
    await one.stop({ graceMs: 5_000 });
    assert.deepEqual(
      [(interrupted as { kind: string }).kind, (await one.run(runId))?.state],
      ['park', 'queued'],
    );
    await using two = working(on.store, [
      named<Db>('p', (ctx) => ctx.step('long', async () => 'done by two')),
    ]);
    assert.equal((await ended(two, runId)).output, 'done by two');
    assert.ok(types(await log(two, runId)).includes('run.parked'));
  });

  test(`${name}: stop() leaves a procedure behind that ignores its signal, and its run isn't lost`, async () => {
    await using on = await open();
    const one = working(on.store, [named<Db>('p', () => new Promise(() => {}))]);
    const runId = await begin(one, on.db, 'p');
    await inState(one, runId, 'running');
    await one.stop({ graceMs: 1 });
    await using two = working(on.store, [named<Db>('p', async () => 'two')]);
    assert.equal((await ended(two, runId)).output, 'two');
  });
}

async function until1(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}
