import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../project.ts';
import { testRatio } from './test-ratio.ts';

function ratioOf(source: number, tests: number) {
  return testRatio(
    projectOf({ 'cli/src/a.ts': '//\n'.repeat(source), 'cli/src/a.test.ts': '//\n'.repeat(tests) }),
  );
}

test('testRatio: balance passes and is printed', () => {
  assert.deepEqual(ratioOf(100, 120), {
    findings: [],
    notes: ['test lines to source lines: 120 / 100 = 1.20 (cli 1.20)'],
  });
});

test('testRatio: too few and too many test lines are found', () => {
  assert.equal(ratioOf(100, 24).findings.length, 1);
  assert.equal(ratioOf(100, 181).findings.length, 1);
});

test('testRatio: a contract suite counts as test', () => {
  const suite = projectOf({ 'engines/a/src/a.ts': '//\n', 'engines/a/src/testing.ts': '//\n' });
  assert.deepEqual(testRatio(suite).findings, []);
});
