import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDurations, MAX_DURATION_KINDS, MAX_DURATION_SAMPLES, mergeCounts } from './durations.ts';

const near = (value: number | null | undefined, wanted: number) =>
  assert.ok(value != null && Math.abs(value / wanted - 1) <= 0.12, `${value} is not about ${wanted}`);

test('expected() is the median of what was measured, within a bucket', () => {
  const durations = createDurations();
  for (const ms of [100, 1_000, 1_000, 1_000, 60_000]) durations.add('k', ms);
  near(durations.expected('k'), 1_000);
  assert.equal(durations.expected('other'), null);
});

test('expected() follows what is measured and what is kept', () => {
  const durations = createDurations();
  assert.equal(durations.expected('a'), null);
  durations.add('a', 100);
  const first = durations.expected('a') as number;
  assert.ok(first > 80 && first < 120, String(first));
  for (let count = 0; count < 5; count++) durations.add('a', 1_000);
  assert.ok((durations.expected('a') as number) > 800);
  durations.takeNew();
  durations.load([['a', { 0: 10 }]]);
  assert.equal(durations.expected('a'), 1);
  for (let count = 0; count < MAX_DURATION_KINDS; count++) durations.add(`kind${count}`, 1);
  assert.equal(durations.expected('a'), null);
});

test('remaining() counts only those that took longer than this one has', () => {
  const durations = createDurations();
  for (let n = 0; n < 50; n++) for (const ms of [1_000, 100_000]) durations.add('k', ms);
  near(durations.remaining('k', 2_000)!.ms, 98_000);
  const beyond = durations.remaining('k', 500_000)!;
  assert.equal(beyond.ms, 500_000);
  assert.ok(beyond.sureness < 0.1);
  assert.equal(durations.remaining('other', 0), null);
});

test('sureness grows with samples and falls with spread', () => {
  const sureness = (values: readonly number[]) => {
    const durations = createDurations();
    for (const ms of values) durations.add('k', ms);
    return durations.remaining('k', 0)!.sureness;
  };
  const few = sureness([1_000, 1_000]);
  const many = sureness(Array(100).fill(1_000));
  const spread = sureness(Array.from({ length: 100 }, (_, n) => 1.02 ** n * 1_000));
  assert.ok(few < spread && spread < many, `${few} ${spread} ${many}`);
});

test('what one process measured and kept is known to the next one', () => {
  const one = createDurations();
  one.add('k', 1_000);
  const kept = [...one.takeNew()];
  assert.equal(one.takeNew().size, 0);
  const other = createDurations();
  other.add('own', 5_000);
  other.load(kept);
  near(other.expected('k'), 1_000);
  near(other.expected('own'), 5_000);
});

test('old samples lose weight and kinds are bounded', () => {
  const durations = createDurations();
  for (let n = 0; n < MAX_DURATION_SAMPLES; n++) durations.add('k', 1_000);
  for (let n = 0; n < MAX_DURATION_SAMPLES; n++) durations.add('k', 9_000);
  near(durations.expected('k'), 9_000);
  for (let n = 0; n < MAX_DURATION_KINDS; n++) durations.add(`other${n}`, 1);
  assert.equal(durations.expected('k'), null);
});

test('mergeCounts() adds bucket by bucket', () => {
  assert.deepEqual(mergeCounts({ 1: 2 }, { 1: 3, 7: 1 }), { 1: 5, 7: 1 });
});
