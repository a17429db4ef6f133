import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileNameProblem } from './file-name.ts';

test('fileNameProblem() accepts relative printable names in any script', () => {
  for (const name of ['a.csv', 'out/plot.png', '数据 表.xlsx', '.hidden', 'a..b', 'é/ü/ñ/x', '🎈.txt']) {
    assert.equal(fileNameProblem(name), undefined, name);
  }
});

test('fileNameProblem() refuses what could lead elsewhere or look like something else', () => {
  const names = [
    '',
    '/etc/passwd',
    '../a',
    'a/../b',
    'a/./b',
    'a//b',
    'a/',
    'a\\b',
    'C:x',
    'a\nb',
    'a\0',
    '\x1b[31m',
    'x\u202egnp.exe',
  ];
  for (const name of [
    ...names,
    ' a',
    'a /b',
    'a/b/c/d/e',
    'x'.repeat(256),
    '\ud800',
    'a\u200bb',
    `${'é'.repeat(100)}/`.repeat(3),
  ]) {
    assert.ok(fileNameProblem(name), JSON.stringify(name));
  }
});
