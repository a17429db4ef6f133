import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { isProblem } from '../problem/index.ts';
import { baseWith } from '../testing/quality-base.ts';
import { MAX_EXPECTED } from './contract.ts';
import { readImport } from './import.ts';

describe('an import of questions', () => {
  let bench: Awaited<ReturnType<typeof baseWith>>;
  before(async () => {
    bench = await baseWith([
      { name: 'keel.md' },
      { name: 'mast, main.md' },
      { name: 'plan.md', isHidden: true },
    ]);
  });
  after(() => bench.close());

  const read = (format: 'csv' | 'json', text: string) => readImport(bench.db, bench.base, format, text);
  const csv = async (...lines: string[]) =>
    (await read('csv', lines.join('\n'))).map(({ text, expected }) => [
      text,
      ...expected.map(({ documentId, grade, quote }) => [documentId, grade, quote]),
    ]);
  async function faultsOf(format: 'csv' | 'json', text: string): Promise<unknown> {
    const error: unknown = await read(format, text).catch((thrown: unknown) => thrown);
    assert.ok(isProblem(error), String(error));
    return error;
  }
  const codeOf = async (format: 'csv' | 'json', text: string) =>
    ((await faultsOf(format, text)) as { code: string }).code;

  test('columns stand in any order and case, cells are quoted and trimmed', async () => {
    assert.deepEqual(
      await csv('Grade, QUOTE ,Document,Question', ' 2 ," of, lead ","mast, main.md", What is it? '),
      [['What is it?', ['id-of-mast, main.md', 2, 'of, lead']]],
    );
  });

  test('files of spreadsheets are read: a byte order mark, line ends of Windows, empty lines, missing cells', async () => {
    assert.deepEqual(await csv('\ufeffquestion,document,quote,grade\r', 'A?,keel.md\r', '\r', 'B?\r'), [
      ['A?', ['id-of-keel.md', 1, null]],
      ['B?'],
    ]);
  });

  test('a document is named by its name or its id', async () => {
    assert.deepEqual(await csv('question,document', 'A?,id-of-keel.md', 'B?,keel.md'), [
      ['A?', ['id-of-keel.md', 1, null]],
      ['B?', ['id-of-keel.md', 1, null]],
    ]);
  });

  test('rows of one question belong together wherever they stand, in the order of the first', async () => {
    assert.deepEqual(
      await csv('question,document,quote', 'A?,keel.md,lead', 'B?,,', 'A?,"mast, main.md",pine'),
      [['A?', ['id-of-keel.md', 1, 'lead'], ['id-of-mast, main.md', 1, 'pine']], ['B?']],
    );
  });

  test('other columns are passed over', async () => {
    assert.deepEqual(await csv('note,question', 'by hand,A?'), [['A?']]);
  });

  test('JSON says the same, and may leave out what is usual', async () => {
    const given = [{ question: ' A? ', expected: [{ document: 'keel.md' }] }, { question: 'B?' }];
    assert.deepEqual(await read('json', JSON.stringify(given)), [
      { text: 'A?', expected: [{ documentId: 'id-of-keel.md', grade: 1, quote: null, span: null }] },
      { text: 'B?', expected: [] },
    ]);
  });

  test('a text that is neither is told as such', async () => {
    for (const [format, text] of [
      ['csv', 'question,document'],
      ['csv', 'frage,dokument\nA?,keel.md'],
      ['csv', 'question\n"A?'],
      ['json', '[]'],
      ['json', '[1]'],
      ['json', '{"questions":[]}'],
      ['json', 'question\nA?'],
    ] as const)
      assert.equal(await codeOf(format, text), 'import_unreadable', `${format}: ${text}`);
  });

  test('each fault has its place; a hidden document is as one that is not there', async () => {
    const text = [
      'question,document,grade',
      ',keel.md,1',
      'A?,plan.md,2',
      'B?,none.md,2',
      'C?,keel.md,7',
    ].join('\n');
    assert.equal(await codeOf('csv', text), 'import_unfit');
    const said = JSON.stringify(await faultsOf('csv', text));
    for (const place of ['2.question', '3.document', '4.document', '5.grade'])
      assert.match(said, new RegExp(place));
    const only = async (name: string) =>
      JSON.stringify(await faultsOf('csv', `question,document\nA?,${name}`));
    assert.equal(await only('plan.md'), await only('none.md'));
    assert.equal(await only('id-of-plan.md'), await only('none.md'));
  });

  test('a question expects no more than it may, and no question is endless', async () => {
    const rows = Array.from({ length: MAX_EXPECTED + 1 }, (_, index) => `A?,keel.md,quote ${index}`);
    assert.equal(await codeOf('csv', ['question,document,quote', ...rows].join('\n')), 'import_unfit');
    assert.equal(await codeOf('csv', `question\n${'x'.repeat(1_001)}`), 'import_unfit');
  });

  test('names that mean something to programs are names', async () => {
    assert.equal(await codeOf('csv', 'question,document\nA?,__proto__'), 'import_unfit');
    assert.deepEqual(await csv('question', '=1+1', '__proto__'), [['=1+1'], ['__proto__']]);
  });
});
