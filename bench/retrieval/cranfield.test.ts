import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readAbstracts, readQuestions } from './cranfield.ts';

const folder = mkdtempSync(join(tmpdir(), 'agenticgen-cranfield-'));
after(() => rmSync(folder, { recursive: true }));
const write = (name: string, lines: string[]) =>
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`, 'latin1');

test('abstracts have their number, title and text, and no author', () => {
  write('cran.all.1400', [
    '.I 1',
    '.T',
    'flow past',
    'a plate .',
    '.A',
    'ting',
    '.B',
    'j. 1960',
    '.W',
    'the flow .',
    '.I 2',
    '.T',
    'heat .',
    '.A',
    '.B',
    '.W',
    'the heat .',
  ]);
  assert.deepEqual(readAbstracts(folder), [
    { id: '1', title: 'flow past\na plate .', text: 'the flow .' },
    { id: '2', title: 'heat .', text: 'the heat .' },
  ]);
});

test('questions are judged by their order, whatever number they bear', () => {
  write('cran.qry', ['.I 001', '.W', 'what of', 'flow .', '.I 008', '.W', 'what of heat .']);
  write('cranqrel', ['1 2 1', '1 7 4', '2 3 -1']);
  const [first, second] = readQuestions(folder);
  assert.equal(first?.text, 'what of flow .');
  assert.deepEqual(
    [...(first?.judged ?? [])],
    [
      ['2', 4],
      ['7', 1],
    ],
  );
  assert.deepEqual([...(second?.judged ?? [])], [['3', 0]]);
});

test('a question without judgements has none', () => {
  write('cran.qry', ['.I 001', '.W', 'what .']);
  write('cranqrel', ['5 1 1']);
  assert.equal(readQuestions(folder)[0]?.judged.size, 0);
});
