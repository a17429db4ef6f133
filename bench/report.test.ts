import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, percentile, reportOf } from './report.ts';

test('the median is the value in the middle, whatever the order', () => {
  assert.equal(median([5, 1, 3]), 3);
  assert.equal(median([4, 1, 3, 2]), 3);
  assert.equal(median([]), 0);
  const values = [3, 1, 2];
  median(values);
  assert.deepEqual(values, [3, 1, 2], 'what is measured stays as it was');
});

test('a percentile is a value that was measured, and never one past the last', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  assert.equal(percentile(hundred, 0.5), 51);
  assert.equal(percentile(hundred, 0.99), 100);
  assert.equal(percentile(hundred, 1), 100);
  assert.equal(percentile([7], 0.01), 7);
  assert.equal(percentile([], 0.5), 0);
});

test('a report tells the machine and the version beside its figures', () => {
  const figure = {
    name: 'reads',
    value: 12,
    unit: '/s',
    goal: '>= 10',
    met: true,
    peers: { other: 6 },
    ratio: 2,
  };
  const report = reportOf('http', [figure]);
  assert.equal(report.bench, 'http');
  assert.match(report.machine, /^\d+ x ./);
  assert.equal(report.versions.node, process.version);
  assert.deepEqual(report.figures, [figure]);
  assert.deepEqual(JSON.parse(JSON.stringify(report)), report);
});
