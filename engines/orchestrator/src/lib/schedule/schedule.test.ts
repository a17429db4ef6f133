import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Account, createAccount } from './account.ts';
import { STORM_FAILURES, STORM_REST_MS } from './damping.ts';
import { createPolicy, PATIENCE_MS, RESERVE_AFTER_MS, type SchedulingOptions } from './policy.ts';
import { schedule } from './schedule.ts';
import type { Candidate } from './task.ts';

function task(runId: string, more: Partial<Candidate> = {}): Candidate {
  const times = { deadlineAt: null, createdAt: 0, dueAt: 0, expectedMs: 1_000 };
  return { runId, scope: null, priority: 0, pool: '', needs: null, kind: '', ...times, ...more };
}

function accountOf(options: SchedulingOptions = {}, slots = 10): Account {
  return createAccount(createPolicy({ ...options, slots }));
}

function order(candidates: Candidate[], options: SchedulingOptions & { now?: number; free?: number } = {}) {
  const { now = 0, free = 100, ...rest } = options;
  return schedule(candidates, accountOf(rest), now, free).map(({ runId }) => runId);
}

test('schedule() takes the higher class first, in it the earliest deadline, then the older id', () => {
  const due = [
    task('background', { priority: -2 }),
    task('low', { priority: -1 }),
    task('b'),
    task('a'),
    task('soon', { deadlineAt: 50_000 }),
    task('high', { priority: 1 }),
    task('interactive', { priority: 2 }),
  ];
  assert.deepEqual(order(due), ['interactive', 'high', 'soon', 'a', 'b', 'low', 'background']);
  assert.deepEqual(order(due, { free: 2 }), ['interactive', 'high']);
  assert.deepEqual(order(due, { free: 0 }), []);
});

test('schedule() leaves the account as it was', () => {
  const account = accountOf({ capacity: { cpu: 4, tokensPerMinute: 100 } });
  const due = [task('a', { scope: 's', needs: { cpu: 2, tokensPerMinute: 100, caps: ['agent:x'] } })];
  const first = schedule(due, account, 0, 1);
  assert.deepEqual([account.running.size, account.free.cpu, account.busy('agent:x')], [0, 4, 0]);
  assert.deepEqual(schedule(due, account, 0, 1), first);
});

test('a deadline that can no longer be met makes way for one that can', () => {
  const due = [task('missed', { deadlineAt: 1_000 }), task('met', { deadlineAt: 9_000 })];
  assert.deepEqual(order(due, { now: 5_000 }), ['met', 'missed']);
});

test('every fourth choice goes to what has waited for longer than its class may', () => {
  const now = PATIENCE_MS.background + 1;
  const fresh = Array.from({ length: 8 }, (_, n) => task(`fresh${n}`, { priority: 2, dueAt: now }));
  const taken = order([task('old', { priority: -2 }), ...fresh], { now });
  assert.equal(taken.indexOf('old'), 3);
});

test('a background run among ever new urgent ones starts within its patience and a few choices', () => {
  const account = accountOf({}, 1);
  const old = task('old', { priority: -2 });
  let startedAt = Number.POSITIVE_INFINITY;
  for (let now = 0; now < 2 * PATIENCE_MS.background; now += 1_000) {
    const fresh = [0, 1].map((n) => task(`${now}/${n}`, { priority: 2, dueAt: now }));
    const [next] = schedule([old, ...fresh], account, now, 1);
    assert.ok(next);
    account.countChoice();
    if (next.runId === 'old') {
      startedAt = now;
      break;
    }
  }
  assert.ok(startedAt <= PATIENCE_MS.background + 10_000, `started at ${startedAt}`);
});

test('a workspace that floods gets its share and no more, by weight', () => {
  const account = accountOf({ weightOf: (scope) => (scope === 'double' ? 2 : 1) }, 1);
  const scopes = ['flood', 'one', 'double'];
  const due = scopes.flatMap((scope) =>
    Array.from({ length: scope === 'flood' ? 1_000 : 400 }, (_, n) =>
      task(`${scope}${n}`, { scope, priority: scope === 'flood' ? 2 : 0 }),
    ),
  );
  const taken = schedule(due, account, 0, 600);
  const counts = scopes.map((scope) => taken.filter((run) => run.scope === scope).length);
  for (const [index, share] of [0.25, 0.25, 0.5].entries()) {
    assert.ok(Math.abs(counts[index]! - 600 * share) <= 20, `${scopes[index]} has ${counts[index]}`);
  }
});

test('a workspace that was away claims no share for the time that it asked for nothing', () => {
  const account = accountOf({}, 1);
  for (let n = 0; n < 100; n++) {
    const [run] = schedule([task(`a${n}`, { scope: 'a' })], account, n * 1_000, 1);
    account.advance(account.tagOf('a'));
    account.start(run!, n * 1_000);
    account.end(run!.runId, (n + 1) * 1_000, false);
  }
  assert.ok(account.tagOf('new') >= account.tagOf('a') - 2_000);
});

test('caps hold per workspace, agent and model, and what they hold back hides nobody', () => {
  const caps = { 'scope:*': 2, 'agent:*': 1, 'agent:wide': 3, 'model:m': 2 };
  const due = [
    ...[1, 2, 3].map((n) => task(`s${n}`, { scope: 's', priority: 2 })),
    ...[1, 2].map((n) => task(`a${n}`, { needs: { caps: ['agent:a'] } })),
    ...[1, 2].map((n) => task(`w${n}`, { needs: { caps: ['agent:wide', 'model:m'] } })),
    task('x', { needs: { caps: ['model:m'] } }),
    task('free', { priority: -2 }),
  ];
  assert.deepEqual(order(due, { caps }), ['s1', 's2', 'a1', 'w1', 'w2', 'free']);
});

test('a run starts only where its resources fit; one that never fits blocks nobody', () => {
  const due = [
    task('huge', { priority: 2, needs: { memoryMb: 9_999 } }),
    task('gpu', { needs: { gpu: 1 } }),
    task('gpu2', { needs: { gpu: 1 } }),
    task('small', { needs: { cpu: 1 } }),
  ];
  const now = RESERVE_AFTER_MS * 2;
  assert.deepEqual(order(due, { capacity: { cpu: 2, memoryMb: 1_000, gpu: 1 }, now }), ['gpu', 'small']);
});

test('room is kept for a large run that has waited, and filled with what ends in time', () => {
  const account = accountOf({ capacity: { cpu: 4 } });
  account.start(task('running', { needs: { cpu: 3 }, expectedMs: 10_000 }), RESERVE_AFTER_MS - 1_000);
  const large = task('large', { needs: { cpu: 4 } });
  const short = task('short', { dueAt: 1, kind: 'short', needs: { cpu: 1 }, expectedMs: 2_000 });
  const long = task('long', { dueAt: 1, needs: { cpu: 1 }, expectedMs: 60_000 });
  const take = (now: number) => schedule([large, long, short], account, now, 3).map(({ runId }) => runId);
  assert.deepEqual(take(RESERVE_AFTER_MS - 1), ['long'], 'it has not waited for long enough');
  assert.deepEqual(take(RESERVE_AFTER_MS), ['short'], 'long would hold it up');
  account.end('running', RESERVE_AFTER_MS + 1, false);
  assert.deepEqual(take(RESERVE_AFTER_MS + 2), ['large']);
});

test('tokens per minute are a bucket: what is taken comes back with time', () => {
  const account = accountOf({ capacity: { tokensPerMinute: 600 } });
  const due = (id: string) => [task(id, { needs: { tokensPerMinute: 400 } })];
  account.start(due('a')[0]!, 0);
  assert.deepEqual(schedule(due('b'), account, 1_000, 1), []);
  assert.equal(schedule(due('b'), account, 20_000, 1).length, 1);
  assert.deepEqual(schedule([task('c', { needs: { tokensPerMinute: 601 } })], account, 20_000, 1), []);
});

test('an agent that fails in a row rests, tries with one run, and is back after its success', () => {
  const account = accountOf();
  const due = (id: string) => task(id, { needs: { caps: ['agent:x'] } });
  for (let n = 0; n < STORM_FAILURES; n++) {
    account.start(due(`f${n}`), 0);
    account.end(`f${n}`, 0, true);
  }
  const two = [due('a'), due('b')];
  assert.deepEqual(schedule(two, account, STORM_REST_MS - 1, 2), []);
  assert.deepEqual(
    account.damping.resting(0).map(({ name }) => name),
    ['agent:x'],
  );
  const [probe, ...others] = schedule(two, account, STORM_REST_MS, 2);
  assert.deepEqual(others, []);
  account.start(probe!, STORM_REST_MS);
  account.end(probe!.runId, STORM_REST_MS, false);
  assert.equal(schedule(two, account, STORM_REST_MS, 2).length, 2);
});

test('the failures of a workspace never hold back what people wait for', () => {
  const account = accountOf();
  for (let n = 0; n < 100; n++) {
    account.start(task(`f${n}`, { scope: 's' }), 0);
    account.end(`f${n}`, 0, true);
  }
  const due = [task('batch', { scope: 's' }), task('chat', { scope: 's', priority: 2 })];
  assert.deepEqual(
    schedule(due, account, 1, 2).map(({ runId }) => runId),
    ['chat'],
  );
});

test('a cap that other processes have filled is left alone for a while', () => {
  const account = accountOf();
  account.fill(['agent:x'], 200);
  const due = [task('a', { needs: { caps: ['agent:x'] } })];
  assert.deepEqual(schedule(due, account, 199, 1), []);
  assert.equal(schedule(due, account, 200, 1).length, 1);
});
