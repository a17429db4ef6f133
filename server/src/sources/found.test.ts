import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFileName } from '../files/index.ts';
import { fileNameOf } from './found.ts';

const NAMES: [title: string, name: string][] = [
  ['Tides', 'Tides.html'],
  ['a/b\\c', 'a b c.html'],
  ['  spaced \n out ', 'spaced out.html'],
  ['..', 'page.html'],
  ['', 'page.html'],
  ['知识库 › 第一章', '知识库 › 第一章.html'],
  [`${'x'.repeat(119)}🎈${'y'.repeat(50)}`, `${'x'.repeat(119)}�.html`],
];
for (const [title, name] of NAMES) {
  test(`fileNameOf("${title.slice(0, 20)}") is a name for a file`, () => {
    assert.equal(fileNameOf(title, '.html'), name);
    assert.equal(checkFileName(name), name);
  });
}
