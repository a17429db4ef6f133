import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocksOf, headOf } from './blocks.ts';

const shown = (text: string, isCode = false) =>
  blocksOf(text, isCode).map(({ kind, start, end }) => [kind, text.slice(start, end)]);

test('blocksOf() tells paragraphs, tables and code apart and leaves nothing out', () => {
  const parts = [
    ['prose', 'One\nparagraph.\n\n'],
    ['table', '| a | b |\n|---|---|\n| 1 | 2 |\n\n'],
    ['code', '```sh\nls | wc\n\n| not | a row |\n```\n'],
    ['prose', 'Another.\n'],
  ];
  assert.deepEqual(shown(parts.map(([, text]) => text).join('')), parts);
});

test('rows as other formats write them are a table, and one sign does not make one', () => {
  assert.deepEqual(shown('Item | Price\nBolt | 2'), [['table', 'Item | Price\nBolt | 2']]);
  assert.deepEqual(shown('a|b or c'), [['prose', 'a|b or c']]);
});

test('a fence ends only with its own sign, and blank lines begin no block', () => {
  assert.deepEqual(shown('\n\n~~~\n```\n~~~'), [
    ['prose', '\n\n'],
    ['code', '~~~\n```\n~~~'],
  ]);
  assert.deepEqual(shown('```\nopen\n\nfor ever'), [['code', '```\nopen\n\nfor ever']]);
});

test('a program is blocks that begin at the margin after a blank line', () => {
  const parts = ['import x\n\n', 'def f():\n    a\n\n    b\n\n', 'def g():\n    c'];
  assert.deepEqual(
    shown(parts.join(''), true).map(([, text]) => text),
    parts,
  );
});

test('headOf() is the first row above a rule, and nothing else', () => {
  const head = (text: string) => {
    const [table] = blocksOf(text, false);
    return table && headOf(text, table);
  };
  assert.equal(head('| Item | Price |\n| --- | ---: |\n| a | 1 |'), 'Item | Price');
  assert.equal(head('Item | Price\n---|---\na | 1'), 'Item | Price');
  assert.equal(head('| a | 1 |\n| b | 2 |'), null);
  assert.equal(head(`| ${'x'.repeat(300)} |\n|---|`), null);
});
