import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from '../citations.ts';
import { type Kind, writtenSet } from './labelled.ts';
import { bestThreshold, isMarked, type Judged, measureMarks, shareMarked } from './score.ts';

const one = (kind: Kind, score: number, isContrary = false): Judged => ({
  ...{ claim: '', passage: '', around: '', source: 0 },
  ...{ kind, score, isContrary },
});

// At 0.5 the second, third and fourth are marked: two of them rightly, of the three that deserve it.
const four = [
  one('words', 0.8),
  one('words', 0.2),
  one('supported', 0.4),
  one('number', 0.9, true),
  one('supported', 0.9),
];

test('precision and recall of marks agree with what was reckoned by hand', () => {
  const { precision, recall, f1 } = measureMarks(four, 0.5);
  assert.equal(precision, 2 / 3);
  assert.equal(recall, 2 / 3);
  assert.ok(Math.abs(f1 - 2 / 3) < 1e-9);
  assert.deepEqual(measureMarks([], 0.5), { precision: 0, recall: 0, f1: 0 });
});

test('a contrary number is marked whatever the score', () => {
  assert.equal(isMarked(one('number', 1, true), 0.1), true);
  assert.equal(isMarked(one('number', 1), 0.1), false);
});

test('the share of one kind is of that kind alone', () => {
  assert.equal(shareMarked(four, 'words', 0.5), 1 / 2);
  assert.equal(shareMarked(four, 'supported', 0.5), 1 / 2);
  assert.equal(shareMarked(four, 'name', 0.5), 0);
});

test('the threshold is the least one that parts right from wrong best', () => {
  assert.equal(bestThreshold([one('words', 0.32), one('supported', 0.62)]), 0.35);
});

test('of the sentences written by hand nearly all are marked rightly', () => {
  const { precision, recall } = measureMarks(writtenSet().map(judge), 0.6);
  assert.ok(precision >= 0.95, `precision ${precision}`);
  assert.ok(recall >= 0.95, `recall ${recall}`);
});
