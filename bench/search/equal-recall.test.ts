import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atRecall } from './equal-recall.ts';

const figures = [
  { ef: 10, recall: 0.9, perSecond: 1_000, cpuMicros: 100 },
  { ef: 20, recall: 0.96, perSecond: 700, cpuMicros: 160 },
  { ef: 40, recall: 0.98, perSecond: 500, cpuMicros: 200 },
];

test('between two settings lies what a peer does at a recall between theirs', () => {
  assert.equal(Math.round(atRecall(figures, 0.97, 'perSecond') ?? 0), 600);
  assert.equal(Math.round(atRecall(figures, 0.97, 'cpuMicros') ?? 0), 180);
  assert.equal(atRecall(figures, 0.96, 'perSecond'), 700);
});

test('below the fastest setting it does as well as there, above the most thorough it does not reach', () => {
  assert.equal(atRecall(figures, 0.5, 'perSecond'), 1_000);
  assert.equal(atRecall(figures, 0.98, 'perSecond'), 500);
  assert.equal(atRecall(figures, 0.99, 'perSecond'), undefined);
  assert.equal(atRecall([], 0.9, 'perSecond'), undefined);
});

test('a setting that finds more at greater speed stands for those below it', () => {
  const odd = [...figures, { ef: 64, recall: 0.99, perSecond: 900, cpuMicros: 90 }];
  assert.equal(atRecall(odd, 0.97, 'perSecond'), 900);
  assert.equal(atRecall(odd, 0.97, 'cpuMicros'), 90);
});
