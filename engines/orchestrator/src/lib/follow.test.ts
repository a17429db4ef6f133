import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEvent } from './event.ts';
import { createFollowers } from './follow.ts';
import { FOLLOW_BUFFER, READ_PAGE } from './limits.ts';
import type { Run, RunState } from './run.ts';

const event = (sequence: number, type = 'said'): RunEvent => {
  return { runId: 'r', sequence, at: sequence, type, step: null, attempt: 1, payload: {} };
};
const upTo = (last: number, from = 1) => Array.from({ length: last - from + 1 }, (_, index) => from + index);

/** A log that the test writes, with a count of how often it was read. */
function setUp(events: RunEvent[], state: RunState = 'running') {
  const counts = { reads: 0 };
  const run: Run = {
    ...{ id: 'r', procedure: 'p', scope: null, label: null, state, input: {}, error: null, parentId: null },
    ...{ createdAt: 0, startedAt: 0, finishedAt: null, attempt: 1, cancelRequestedAt: null },
    ...{ pausedAt: null, pauseReason: null, priority: 0, deadlineAt: null, pool: '', forkedFrom: null },
  };
  const followers = createFollowers({
    find: async (runId) => (runId === 'r' ? run : null),
    async read(_runId, { after, limit }) {
      counts.reads++;
      return events.filter(({ sequence }) => sequence > after).slice(0, limit);
    },
    heads: async (ids) => new Map(ids.map((id) => [id, events.length])),
  });
  return { events, followers, counts };
}

const signal = new AbortController().signal;
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function collect(log: AsyncIterable<RunEvent>): Promise<number[]> {
  const sequences: number[] = [];
  for await (const { sequence } of log) sequences.push(sequence);
  return sequences;
}

test('live events come from memory, without another read of the store', async () => {
  const { events, followers, counts } = setUp([event(1)]);
  const seen = collect(followers.follow('r', { after: 0, signal }));
  await turn();
  for (const sequence of upTo(100, 2)) {
    events.push(event(sequence));
    followers.publish('r', [event(sequence)]);
    if (sequence % 10 === 0) await turn();
  }
  followers.publish('r', [event(101, 'run.finished')]);
  assert.deepEqual(await seen, upTo(101));
  assert.equal(counts.reads, 1);
});

test('what is published while the history is read comes once', async () => {
  const { events, followers } = setUp([event(1), event(2)]);
  const log = followers.follow('r', { after: 0, signal })[Symbol.asyncIterator]();
  assert.equal((await log.next()).value.sequence, 1);
  events.push(event(3));
  followers.publish('r', [event(2), event(3)]);
  followers.publish('r', [event(4, 'run.failed')]);
  assert.deepEqual([(await log.next()).value.sequence, (await log.next()).value.sequence], [2, 3]);
  assert.equal((await log.next()).value.sequence, 4);
  assert.equal((await log.next()).done, true);
});

test('a gap and a full buffer send the reader back to the store', async () => {
  const last = FOLLOW_BUFFER * 2 + 5;
  const { events, followers } = setUp([event(1)]);
  const log = followers.follow('r', { after: 0, signal })[Symbol.asyncIterator]();
  assert.equal((await log.next()).value.sequence, 1);
  for (const sequence of upTo(last, 2))
    events.push(event(sequence, sequence === last ? 'run.finished' : 'said'));
  followers.publish('r', [event(7)]);
  for (const sequence of upTo(last - 1, 8)) followers.publish('r', [event(sequence)]);
  const rest: number[] = [];
  for (let next = await log.next(); !next.done; next = await log.next()) rest.push(next.value.sequence);
  assert.deepEqual(rest, upTo(last, 2));
});

test('a long history is read in pages', async () => {
  const history = upTo(READ_PAGE * 2 + 1).map((sequence) => event(sequence));
  history.push(event(history.length + 1, 'run.cancelled'));
  const { followers, counts } = setUp(history, 'cancelled');
  assert.deepEqual(await collect(followers.follow('r', { after: 0, signal })), upTo(history.length));
  assert.equal(counts.reads, 3);
});

test('poll() wakes readers whose log grew elsewhere, and leaves runs that are held here', async () => {
  const { events, followers } = setUp([event(1)]);
  const seen = collect(followers.follow('r', { after: 0, signal }));
  await turn();
  events.push(event(2), event(3, 'run.finished'));
  await followers.poll(() => true);
  await turn();
  assert.equal(followers.count(), 1);
  await followers.poll(() => false);
  assert.deepEqual(await seen, [1, 2, 3]);
  assert.equal(followers.count(), 0);
});

test('an aborted reader ends and is forgotten', async () => {
  const { followers } = setUp([event(1)]);
  const controller = new AbortController();
  const seen = collect(followers.follow('r', { after: 0, signal: controller.signal }));
  await turn();
  controller.abort();
  assert.deepEqual(await seen, [1]);
  assert.equal(followers.count(), 0);
});
