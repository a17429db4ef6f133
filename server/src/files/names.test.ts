import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isProblem } from '../problem/index.ts';
import { MAX_FILE_NAME_LENGTH } from './contract.ts';
import { checkFileName, isSafeImage, mediaTypeOf } from './names.ts';

test('checkFileName() takes names in any script, trimmed and in one composition', () => {
  for (const name of ['report.pdf', '知识库 2026.md', 'a b (1).txt', '.env', '...x', 'пример.csv', '🚀.png'])
    assert.equal(checkFileName(` ${name} `), name);
  assert.equal(checkFileName('cafe\u0301.txt'), 'caf\u00e9.txt');
  assert.equal(checkFileName('x'.repeat(MAX_FILE_NAME_LENGTH)).length, MAX_FILE_NAME_LENGTH);
});

test('checkFileName() takes no path, nothing invisible and nothing that shows otherwise than it is', () => {
  const refused = [
    '',
    '   ',
    '.',
    '..',
    'a/b',
    '../etc/passwd',
    'a\\b',
    'C:\\x',
    'a\u0000b',
    'a\nb',
    'a\u007fb',
    'gpj.\u202eexe',
    'a\u2066b',
    'a\u200fb',
    'a\ud800',
    'x'.repeat(MAX_FILE_NAME_LENGTH + 1),
  ];
  for (const name of refused) {
    assert.throws(
      () => checkFileName(name),
      (error) => isProblem(error, 'file_name_invalid'),
      JSON.stringify(name),
    );
  }
});

test('mediaTypeOf() goes by the ending, in any letter case, and does not guess', () => {
  assert.equal(mediaTypeOf('A.PNG'), 'image/png');
  assert.equal(mediaTypeOf('a.tar.csv'), 'text/csv');
  for (const name of ['a', 'a.', '.png', 'a.exe', 'a.constructor', 'a.__proto__'])
    assert.equal(mediaTypeOf(name), 'application/octet-stream', name);
});

test('isSafeImage() has no image that can carry a script', () => {
  assert.ok(isSafeImage(mediaTypeOf('a.webp')));
  for (const name of ['a.svg', 'a.html', 'a.pdf', 'a.txt']) assert.ok(!isSafeImage(mediaTypeOf(name)), name);
});
