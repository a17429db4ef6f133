import assert from 'node:assert/strict';
import { test } from 'node:test';
import { projectOf } from '../project.ts';
import { skippedTests } from './skipped-tests.ts';

test('skippedTests: skip, todo and only are found in every form', () => {
  const code = [
    "test.skip('a', () => {});",
    "test('b', { skip: true }, () => {});",
    "describe('c', { todo: 'later' }, () => {});",
    "it.only('d', () => {});",
    "test('e', (t) => t.skip('no database'));",
  ].join('\n');
  const { findings } = skippedTests(projectOf({ 'cli/src/a.test.ts': code }));
  assert.deepEqual(
    findings.map(({ line }) => line),
    [1, 2, 3, 4, 5],
  );
});

test('skippedTests: a skip that is handed on, and a test that a condition leaves out, are found', () => {
  const code = [
    'const asRoot = process.getuid?.() === 0 ? test : test.skip;',
    'const whenLinux = isLinux ? test : () => undefined;',
    'const later = test.todo;',
    "test.skip.each([1])('a', () => {});",
  ].join('\n');
  const { findings } = skippedTests(projectOf({ 'cli/src/a.test.ts': code }));
  assert.deepEqual([...new Set(findings.map(({ line }) => line))], [1, 2, 3, 4]);
});

test('skippedTests: plain tests and other skips are fine', () => {
  const code = "test('a', { timeout: 5 }, () => {});\nreader.skip(3);\npage({ skip: 2 });";
  assert.deepEqual(skippedTests(projectOf({ 'cli/src/a.test.ts': code })).findings, []);
});
