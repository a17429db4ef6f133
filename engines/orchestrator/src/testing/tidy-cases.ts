import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Context } from '../lib/context.ts';
import { createOrchestrator } from '../lib/orchestrator.ts';
import { createCrashingStore, type DeathMoment } from './crashing-store.ts';
import {
  type ContractStore,
  ended,
  inState,
  log,
  named,
  type OpenStore,
  types,
  until,
  working,
} from './harness.ts';

/** More than the procedures below write; the loop ends where nobody dies any more. */
const MAX_WRITES = 60;

/** Does `a` and `b`, waits, and undoes them in reverse when it is cancelled: by a child and by a step. */
function journey<Db>(on: ContractStore<Db>, done: string[] = []) {
  const effect = named<Db>('effect', (ctx, given) => {
    const { name } = given as { name: string };
    return ctx.commit('do', async (db) => {
      done.push(name);
      await on.addEffect(db, name);
    });
  });
  const forget = named<Db>('forget', async (ctx, given) => {
    await ctx.sleep('nap', 1);
    return effect.run(ctx, given);
  });
  async function undo(ctx: Context<Db>): Promise<void> {
    await ctx.tidying.child('undo b', forget, { name: 'not b' });
    await ctx.tidying.sleep('breath', 1);
    await ctx.tidying.step('look', async () => 1);
    await ctx.tidying.commit('undo a', async (db) => {
      done.push('not a');
      await on.addEffect(db, 'not a');
    });
  }
  const travel = named<Db>('travel', async (ctx) => {
    ctx.tidyOnCancel();
    try {
      await ctx.child('a', effect, { name: 'a' }, { outlasts: true });
      await ctx.child('b', effect, { name: 'b' }, { outlasts: true });
      return await ctx.waitFor('never');
    } catch (error) {
      if (ctx.signal.aborted && (ctx.signal.reason as { kind: string }).kind === 'cancel') await undo(ctx);
      throw error;
    }
  });
  return [effect, forget, travel];
}

/** Cancels what waits, dies at a write of the tidying, and lets another worker go on. */
async function dieTidying<Db>(on: ContractStore<Db>, atWrite: number, moment: DeathMoment): Promise<boolean> {
  const procedures = journey(on);
  const { runId } = await waitingRun(on, procedures);
  await on.store.cancel(runId, 'enough', Date.now());
  const doomed = createCrashingStore(on.store, atWrite, moment);
  const first = createOrchestrator({ store: doomed.store, procedures, pollMs: 5, exclusive: true });
  first.work();
  await Promise.race([doomed.dead, ended(first, runId).catch(() => {})]);
  const died = doomed.died();
  await using second = working(on.store, procedures, { exclusive: true, pollMs: 5 });
  const run = await ended(second, runId);
  const where = `death ${moment} write ${atWrite}`;
  assert.equal(run.state, 'cancelled', where);
  for (const name of ['a', 'b', 'not b', 'not a'])
    assert.equal(await on.countEffects(name), 1, `${name}, ${where}`);
  const said = await log(second, runId);
  assert.deepEqual(
    said.map(({ sequence }) => sequence),
    said.map((_, index) => index + 1),
    where,
  );
  doomed.bury();
  await first.stop({ graceMs: 0 });
  return died;
}

async function waitingRun<Db>(on: ContractStore<Db>, procedures: ReturnType<typeof journey<Db>>) {
  await using engine = working(on.store, procedures, { exclusive: true, pollMs: 5 });
  const { runId } = await engine.start(on.db, 'travel', {});
  engine.announce();
  await until('the wait', async () =>
    (await log(engine, runId)).some(({ step, type }) => step === 'never' && type === 'step.started'),
  );
  await inState(engine, runId, 'waiting');
  return { runId };
}

/** What a run promises that undoes things when it is cancelled. */
export function tidyCases<Db>(name: string, open: OpenStore<Db>): void {
  test(`${name}: a cancelled run that waits is taken up to tidy up, and ends as cancelled`, async () => {
    await using on = await open();
    const done: string[] = [];
    const procedures = journey(on, done);
    const { runId } = await waitingRun(on, procedures);
    await using engine = working(on.store, procedures);
    assert.equal(await engine.cancel(runId, 'enough'), true);
    assert.equal(await engine.cancel(runId, 'again'), true);
    const run = await ended(engine, runId);
    assert.deepEqual([run.state, done], ['cancelled', ['a', 'b', 'not b', 'not a']]);
    assert.equal((await log(engine, runId)).at(-1)!.payload.reason, 'enough');
    assert.equal(await engine.cancel(runId, 'late'), false);
  });

  test(`${name}: a cancel of what tidies up does not stop the tidying, in this process or another`, async () => {
    await using on = await open();
    const slow = named<Db>('slow', (ctx) => ctx.waitFor('go'));
    const travel = named<Db>('travel', async (ctx) => {
      ctx.tidyOnCancel();
      await ctx.waitFor('never').catch(() => {});
      await ctx.tidying.child('undo', slow, {});
      await ctx.tidying.commit('undone', (db) => on.addEffect(db, 'undone'));
    });
    await using engine = working(on.store, [slow, travel]);
    await using other = working(on.store, []);
    const { runId } = await engine.start(on.db, 'travel', {});
    engine.announce();
    await inState(engine, runId, 'waiting');
    await other.cancel(runId, 'enough');
    const below = await until('the child', async () =>
      (await engine.list({ scope: null, limit: 10, states: ['waiting'] })).find(
        (one) => one.parentId === runId,
      ),
    );
    await inState(engine, runId, 'waiting');
    for (const by of [engine, other]) assert.equal(await by.cancel(runId, 'again'), true);
    assert.equal((await engine.run(below.id))!.cancelRequestedAt, null);
    await other.signal(below.id, 'go', 1);
    assert.equal((await ended(engine, runId)).state, 'cancelled');
    assert.deepEqual([(await engine.run(below.id))!.state, await on.countEffects('undone')], ['done', 1]);
  });

  test(`${name}: what tidies up is parked with its worker, and another one goes on`, async () => {
    await using on = await open();
    let tries = 0;
    const travel = named<Db>('travel', async (ctx) => {
      ctx.tidyOnCancel();
      await ctx.waitFor('never').catch(() => {});
      await ctx.tidying.step('long', ({ signal }) => {
        if (++tries > 1) return Promise.resolve(1);
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      });
    });
    const first = working(on.store, [travel]);
    const { runId } = await first.start(on.db, 'travel', {});
    first.announce();
    await inState(first, runId, 'waiting');
    await first.cancel(runId, 'enough');
    await until('the long step', async () => tries === 1);
    await first.stop({ graceMs: 5_000 });
    assert.equal((await first.run(runId))!.state, 'queued');
    await using second = working(on.store, [travel]);
    assert.equal((await ended(second, runId)).state, 'cancelled');
    assert.equal(tries, 2);
  });

  test(`${name}: the time to tidy up is bounded: what is under way is stopped, nothing more begins`, async () => {
    await using on = await open();
    const slow = named<Db>('slow', (ctx) => ctx.waitFor('never'));
    const travel = named<Db>('travel', async (ctx) => {
      ctx.tidyOnCancel();
      await ctx.waitFor('never').catch(() => {});
      const codes: string[] = [];
      for (const step of ['one', 'two'])
        await ctx.tidying.child(step, slow, {}).catch(({ code }) => codes.push(code));
      await ctx.tidying.commit('codes', (db) => on.addEffect(db, codes.join()));
    });
    await using engine = working(on.store, [slow, travel], { tidyMs: 100 });
    const { runId } = await engine.start(on.db, 'travel', {});
    engine.announce();
    await inState(engine, runId, 'waiting');
    await engine.cancel(runId, 'enough');
    assert.equal((await ended(engine, runId)).state, 'cancelled');
    assert.equal(await on.countEffects('step_timeout,tidy_timeout'), 1);
  });

  test(`${name}: a run that comes to its end in the instant of its cancel still tidies up`, async () => {
    await using on = await open();
    const done: string[] = [];
    let cancel: (() => Promise<unknown>) | undefined;
    const travel = named<Db>('travel', async (ctx) => {
      ctx.tidyOnCancel();
      await ctx.step('work', async () => 1);
      const isCancelled = ctx.signal.aborted;
      await cancel?.();
      cancel = undefined;
      if (!isCancelled) return 'done';
      await ctx.tidying.step('undo', async () => void done.push('undone'));
      return 'undone';
    });
    await using engine = working(on.store, [travel]);
    const { runId } = await engine.start(on.db, 'travel', {});
    cancel = () => engine.cancel(runId, 'enough');
    engine.announce();
    assert.equal((await ended(engine, runId)).state, 'cancelled');
    assert.deepEqual(done, ['undone']);
  });

  test(`${name}: what begins below a cancelled run is cancelled with it`, async () => {
    await using on = await open();
    const child = named<Db>('child', (ctx) => ctx.commit('do', (db) => on.addEffect(db, 'done')));
    await using engine = working(on.store, [child, ...journey(on)]);
    const { runId } = await engine.start(on.db, 'travel', {});
    await on.store.cancel(runId, 'enough', Date.now());
    const { runId: below } = await engine.start(on.db, 'child', {}, { parentId: runId });
    engine.announce();
    assert.equal((await ended(engine, below)).state, 'cancelled');
    assert.ok(!types(await log(engine, below)).includes('run.finished'));
  });

  for (const moment of ['before', 'after'] as const) {
    test(`${name}: a worker that dies ${moment} any write of the tidying leaves each effect once`, async () => {
      let deaths = 0;
      for (let atWrite = 1; atWrite < MAX_WRITES; atWrite++) {
        await using on = await open();
        if (!(await dieTidying(on, atWrite, moment))) break;
        deaths++;
      }
      assert.ok(deaths >= 8 && deaths < MAX_WRITES - 1, `it died ${deaths} times`);
    });
  }
}
