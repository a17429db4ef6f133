import { expect, test } from 'vitest';
import { textBlocks } from './text-blocks.ts';

const shown = (text: string) =>
  textBlocks(text).map(({ kind, start, end }) => [kind, text.slice(start, end)]);

test('headings, paragraphs, tables and code are told apart', () => {
  const text =
    '## Tides\nEbb and flow.\nTwice a day.\n\nThen:\n\n| when | how |\n|---|---|\n| noon | 2 m |\n```js\nlet a = 1;\n\nlet b;\n```\nEnd';
  expect(shown(text)).toEqual([
    ['heading', 'Tides'],
    ['prose', 'Ebb and flow.\nTwice a day.'],
    ['prose', 'Then:'],
    ['table', '| when | how |\n|---|---|\n| noon | 2 m |'],
    ['code', 'let a = 1;\n\nlet b;'],
    ['prose', 'End'],
  ]);
});

test('a row gives its cells by their places, without the rule and the space around them', () => {
  const text = '| when | how  high |\n|:--|--|\n| a\\|b |  |';
  const [table] = textBlocks(text);
  expect(
    table?.kind === 'table' && table.rows.map((row) => row.map(({ start, end }) => text.slice(start, end))),
  ).toEqual([
    ['when', 'how  high'],
    ['a\\|b', ''],
  ]);
});

test('code that does not end, and a text without any structure, are shown whole', () => {
  expect(shown('```\na\nb')).toEqual([['code', 'a\nb']]);
  expect(shown('one\ntwo')).toEqual([['prose', 'one\ntwo']]);
  expect(shown('\n\n')).toEqual([]);
  expect(shown('# not#a heading is fine\n#hash')).toEqual([
    ['heading', 'not#a heading is fine'],
    ['prose', '#hash'],
  ]);
});
