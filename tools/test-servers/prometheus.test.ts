import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metricsFaults } from './prometheus.ts';

test('metricsFaults() finds nothing in a clean exposition', async () => {
  const clean = '# HELP runs_total Runs started.\n# TYPE runs_total counter\nruns_total{kind="chat"} 3\n';
  assert.equal(await metricsFaults(clean), '');
});

test('metricsFaults() names a line that does not parse', async () => {
  assert.match(await metricsFaults('runs_total{kind="chat" 3\n'), /error while linting|parse error/i);
});
