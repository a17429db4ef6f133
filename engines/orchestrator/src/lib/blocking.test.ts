import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBlocking, type Wait } from './blocking.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function setUp() {
  const controller = new AbortController();
  const blocked: Wait[][] = [];
  const blocking = createBlocking(
    () => 1_000,
    controller.signal,
    (waits) => blocked.push(waits),
  );
  return { controller, blocked, blocking };
}

test('a run that only waits is told as blocked, with all that it waits for', async () => {
  const { controller, blocked, blocking } = setUp();
  void blocking.block({ until: null, signals: ['a'] }, controller.signal);
  void blocking.block({ until: null, childId: 'c' }, controller.signal);
  await turn();
  assert.deepEqual(blocked, [
    [
      { until: null, signals: ['a'] },
      { until: null, childId: 'c' },
    ],
  ]);
});

test('a run with work under way is not blocked, and is when the work has ended', async () => {
  const { controller, blocked, blocking } = setUp();
  const work = Promise.withResolvers<void>();
  const working = blocking.busy(() => work.promise);
  void blocking.block({ until: null, signals: ['a'] }, controller.signal);
  await turn();
  assert.deepEqual(blocked, []);
  work.resolve();
  await working;
  await turn();
  assert.equal(blocked.length, 1);
});

test('work that goes on to more work leaves no moment in which the run counts as blocked', async () => {
  const { controller, blocked, blocking } = setUp();
  void blocking.block({ until: null, signals: ['a'] }, controller.signal);
  const chain = async () => {
    for (let step = 0; step < 5; step++) await blocking.busy(turn);
  };
  const last = Promise.withResolvers<void>();
  void chain().then(() => blocking.busy(() => last.promise));
  for (let turns = 0; turns < 10; turns++) await turn();
  assert.deepEqual(blocked, []);
  last.resolve();
});

test('once blocked, nothing of the procedure goes on: not by a nudge, not by time, not by an abort', async () => {
  const { controller, blocked, blocking } = setUp();
  let wentOn = false;
  const goOn = () => {
    wentOn = true;
  };
  blocking.block({ until: 1_100, signals: ['a'] }, controller.signal).then(goOn, goOn);
  for (let turns = 0; turns < 100 && blocked.length === 0; turns++) await turn();
  assert.equal(blocked.length, 1);
  blocking.nudge();
  controller.abort(new TypeError('later'));
  await new Promise((resolve) => setTimeout(resolve, 150));
  assert.equal(wentOn, false);
});

test('a wait beside work looks again when it is nudged, when its time has come, and ends with an abort', async () => {
  const { controller, blocking } = setUp();
  void blocking.busy(() => new Promise(() => {}));
  const nudged = blocking.block({ until: null, signals: ['a'] }, controller.signal);
  blocking.nudge();
  await nudged;
  await blocking.block({ until: 1_001 }, controller.signal);
  const aborted = assert.rejects(
    blocking.block({ until: null, signals: ['b'] }, controller.signal),
    TypeError,
  );
  controller.abort(new TypeError('enough'));
  await aborted;
  await assert.rejects(blocking.block({ until: null }, controller.signal), TypeError);
});
