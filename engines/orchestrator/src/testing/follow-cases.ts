import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from '../lib/event.ts';
import { FOLLOW_BUFFER } from '../lib/limits.ts';
import { begin, ended, gate, inState, log, named, type OpenStore, until, working } from './harness.ts';

const never = new AbortController().signal;

async function collect(events: AsyncIterable<RunEvent>, pause?: () => Promise<void>): Promise<number[]> {
  const sequences: number[] = [];
  for await (const event of events) {
    sequences.push(event.sequence);
    await pause?.();
  }
  return sequences;
}

const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, index) => from + index);

/** What a reader of a log is promised. */
export function followCases<Db>(name: string, open: OpenStore<Db>): void {
  test(`${name}: followers from before, in the middle and after the end see the same log, each event once`, async () => {
    await using on = await open();
    const half = gate();
    const talk = named<Db>('talk', async (ctx) => {
      for (let n = 0; n < 40; n++) {
        if (n === 20) await half.passed;
        await ctx.step(`s${n}`, async (step) => step.emit('said', { n }));
      }
    });
    await using engine = working(on.store, [talk]);
    const { runId } = await engine.start(on.db, 'talk', {});
    const early = [0, 5, 17].map((after) => collect(engine.follow(runId, { after, signal: never })));
    engine.announce();
    await until(
      'half of the log',
      async () => (await engine.read(runId, { after: 61, limit: 1 })).length > 0,
    );
    const middle = collect(engine.follow(runId, { after: 30, signal: never }));
    half.open();
    await ended(engine, runId);
    const last = 2 + 40 * 3 + 1;
    assert.deepEqual(await Promise.all(early), [upTo(last), upTo(last, 6), upTo(last, 18)]);
    assert.deepEqual(await middle, upTo(last, 31));
    assert.deepEqual(await collect(engine.follow(runId, { after: last - 1, signal: never })), [last]);
    assert.deepEqual(await collect(engine.follow(runId, { after: last, signal: never })), []);
  });

  test(`${name}: a slow follower reads the store again and misses nothing`, async () => {
    await using on = await open();
    const flood = named<Db>('flood', async (ctx) => {
      for (let n = 0; n < FOLLOW_BUFFER * 3; n++) {
        ctx.emit('said', { n });
        if (n % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    });
    await using engine = working(on.store, [flood]);
    const { runId } = await engine.start(on.db, 'flood', {});
    let finished = false;
    const pause = () =>
      finished ? Promise.resolve() : until('the end', async () => finished).then(() => {});
    const slow = collect(engine.follow(runId, { after: 0, signal: never }), pause);
    engine.announce();
    await ended(engine, runId);
    finished = true;
    assert.deepEqual(await slow, upTo(FOLLOW_BUFFER * 3 + 3));
  });

  test(`${name}: a follower in another process sees the events too`, async () => {
    await using on = await open();
    const go = gate();
    const talk = named<Db>('talk', async (ctx) => {
      await ctx.step('one', async () => 1);
      await go.passed;
      await ctx.step('two', async () => 2);
    });
    await using worker = working(on.store, [talk]);
    await using reader = working(on.store, []);
    const runId = await begin(worker, on.db, 'talk');
    const seen = collect(reader.follow(runId, { after: 0, signal: never }));
    await inState(reader, runId, 'running');
    go.open();
    assert.deepEqual(await seen, upTo((await log(worker, runId)).length));
  });

  test(`${name}: follow() ends with its signal, and refuses an unknown run`, async () => {
    await using on = await open();
    await using engine = working(on.store, [named<Db>('wait', (ctx) => ctx.waitFor('never'))]);
    const runId = await begin(engine, on.db, 'wait');
    await inState(engine, runId, 'waiting');
    const controller = new AbortController();
    const events = engine.follow(runId, { after: 0, signal: controller.signal });
    setImmediate(() => controller.abort());
    await collect(events);
    await assert.rejects(collect(engine.follow('none', { after: 0, signal: never })), {
      code: 'run_not_found',
    });
  });
}
