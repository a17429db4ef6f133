import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvSections, tableSections } from './table.ts';

const texts = (sections: { text: string }[]) => sections.map(({ text }) => text);

test('a table is lines of cells, with the names of its columns above', () => {
  assert.deepEqual(
    tableSections('Sheet', [
      ['Name', 'Born'],
      ['', ''],
      ['Ada', '1815'],
    ]),
    [{ text: 'Name | Born\nAda | 1815', heading: 'Sheet', page: null }],
  );
});

test('a long table is blocks that each begin with the names of the columns', () => {
  const rows = Array.from({ length: 300 }, (_, index) => [`name ${index}`, String(index)]);
  const sections = tableSections(null, [['Name', 'Number'], ...rows]);
  assert.ok(sections.length > 3);
  for (const { text } of sections) {
    assert.match(text, /^Name \| Number\nname /);
    assert.ok(text.length <= 1_100);
  }
  assert.equal(
    sections.map(({ text }) => text.split('\n').length - 1).reduce((sum, n) => sum + n),
    300,
  );
});

test('a first row of numbers is no head, and a row longer than a block is one', () => {
  const long = 'x'.repeat(3_000);
  assert.deepEqual(
    texts(
      tableSections(null, [
        ['1', '2'],
        ['3', '4'],
      ]),
    ),
    ['1 | 2\n3 | 4'],
  );
  assert.deepEqual(texts(tableSections(null, [['a'], [long], ['b']])), [`a\n${long}`, 'a\nb']);
  assert.deepEqual(tableSections('Empty', [['', ''], []]), []);
  assert.deepEqual(texts(tableSections(null, [['only']])), ['only']);
});

test('CSV is read with the separator that it uses, quotes and uneven rows included', () => {
  assert.deepEqual(texts(csvSections('\ufeffa,b\r\n"x, y","two\nlines"\r\n')), ['a | b\nx, y | two lines']);
  assert.deepEqual(texts(csvSections('a;b\n1,5;2\n')), ['a | b\n1,5 | 2']);
  assert.deepEqual(texts(csvSections('a\tb\n1\t2\t3\n')), ['a | b\n1 | 2 | 3']);
  assert.deepEqual(texts(csvSections('just a "line"\nand another\n')), ['just a "line"\nand another']);
});
