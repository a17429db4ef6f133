import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reuse } from '../lib/context.ts';
import { MAX_KEPT_RESULT_BYTES } from '../lib/limits.ts';
import { ended, fakeClock, log, named, type OpenStore, working } from './harness.ts';

const TTL_MS = 1_000;

interface Wanted {
  key: string;
  text?: string;
  find?: boolean;
  keeps?: boolean;
  fails?: boolean;
}

/** `whole` asks `part` under a key; what `part` really did is counted. */
function proceduresOf(done: string[]) {
  const part = named<unknown, { text: string }>('part', async (ctx, given) => {
    const { key, text = 'x', fails } = given as Wanted;
    await ctx.step('do', async () => void done.push(key));
    if (fails) throw Object.assign(new Error('no luck'), { code: 'no_luck' });
    return { text };
  });
  const whole = named('whole', (ctx, given) => {
    const { key, find = true, keeps = true } = given as Wanted;
    const reuse: Reuse<{ text: string }> = {
      key,
      mark: key,
      ttlMs: TTL_MS,
      find,
      keep: (output) => (keeps ? output : null),
    };
    return ctx.child('part', part, given, { reuse });
  });
  return [part, whole];
}

/** A result is used again where all that says what it is of is equal, and nowhere else. */
export function reuseCases<Db>(name: string, open: OpenStore<Db>): void {
  async function using(
    act: (run: (wanted: Wanted, scope?: string) => Promise<unknown>, on: Tools) => Promise<void>,
  ) {
    await using on = await open();
    const done: string[] = [];
    const clock = fakeClock();
    await using engine = working(on.store, proceduresOf(done) as never, { clock });
    const runs: string[] = [];
    async function run(wanted: Wanted, scope = 'a') {
      const { runId } = await engine.start(on.db, 'whole', wanted, { scope });
      engine.announce();
      runs.push(runId);
      const { state, output, error } = await ended(engine, runId);
      return state === 'done' ? (output as { text: string }).text : error?.code;
    }
    const events = () => log(engine, runs.at(-1)!);
    await act(run, { done, clock, events });
  }
  interface Tools {
    done: string[];
    clock: { advance(ms: number): void };
    events(): ReturnType<typeof log>;
  }

  test(`${name}: a child is not started where an earlier one of the same key gave its result`, () =>
    using(async (run, { done, events }) => {
      assert.equal(await run({ key: 'k', text: 'first' }), 'first');
      const child = (await events()).find(({ payload }) => payload.childId)!.payload.childId;
      assert.equal(await run({ key: 'k', text: 'second' }), 'first');
      const told = (await events()).find(({ type }) => type === 'step.finished')!.payload;
      assert.equal((told.cached as { runId: string }).runId, child);
      assert.ok((await events()).every(({ payload }) => payload.childId === undefined));
      assert.equal(await run({ key: 'other', text: 'third' }), 'third');
      assert.deepEqual(done, ['k', 'other']);
    }));

  test(`${name}: no result goes from one scope to another`, () =>
    using(async (run, { done }) => {
      await run({ key: 'k', text: 'of a' }, 'a');
      assert.equal(await run({ key: 'k', text: 'of b' }, 'b'), 'of b');
      assert.deepEqual(done, ['k', 'k']);
    }));

  test(`${name}: a result is used until its time is over, and the newest takes its place`, () =>
    using(async (run, { clock }) => {
      await run({ key: 'k', text: '1' });
      clock.advance(TTL_MS - 1);
      assert.equal(await run({ key: 'k', text: '2' }), '1');
      clock.advance(1);
      assert.equal(await run({ key: 'k', text: '3' }), '3');
      assert.equal(await run({ key: 'k', text: '4' }), '3');
      assert.equal(await run({ key: 'k', text: '5', find: false }), '5');
      assert.equal(await run({ key: 'k', text: '6' }), '5');
    }));

  test(`${name}: failures, what the caller does not keep, and what is too large are never used again`, () =>
    using(async (run, { done }) => {
      assert.equal(await run({ key: 'f', fails: true }), 'no_luck');
      assert.equal(await run({ key: 'f', text: 'ok' }), 'ok');
      await run({ key: 'n', keeps: false });
      assert.equal(await run({ key: 'n', text: 'anew' }), 'anew');
      const large = 'l'.repeat(MAX_KEPT_RESULT_BYTES);
      await run({ key: 'l', text: large });
      assert.equal(await run({ key: 'l', text: 'small' }), 'small');
      assert.deepEqual(done, ['f', 'f', 'n', 'n', 'l', 'l']);
    }));
}
