import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { baseWith } from '../testing/quality-base.ts';
import { suggestQuestions } from './suggest.ts';

const HEADINGS: Record<string, (string | null)[]> = {
  'id-of-long.md': [
    'Boats › Keels of lead',
    'Boats › Masts of pine',
    'Boats › Masts of pine',
    'Sails',
    'Ropes',
    'Decks',
  ],
  'id-of-plain.txt': [null, null],
  'id-of-odd.md': ['A', 'x'.repeat(121), '   ', 'Selling herring'],
  'id-of-failed.md': ['Never seen'],
  'id-of-hidden.md': ['The secret plan'],
};

describe('suggested questions', () => {
  let bench: Awaited<ReturnType<typeof baseWith>>;
  const asked: string[] = [];
  before(async () => {
    bench = await baseWith([
      { name: 'long.md' },
      { name: 'plain.txt' },
      { name: 'odd.md' },
      { name: 'failed.md', state: 'failed' },
      { name: 'hidden.md', isHidden: true },
    ]);
  });
  after(() => bench.close());

  const passages = async (_: unknown, documentId: string) => {
    asked.push(documentId);
    const place = { page: null, start: 0, end: 1, version: 1, text: '' };
    return (HEADINGS[documentId] ?? []).map((heading, index) => ({
      id: `${documentId}.${index}`,
      documentId,
      heading,
      ...place,
    }));
  };
  const suggest = (known: string[] = [], language: 'en' | 'zh-CN' = 'en') =>
    suggestQuestions(bench.db, { passages } as never, bench.base as never, new Set(known), language);

  test('the last part of a heading is asked about, a few of each document, and the document expected', async () => {
    const made = await suggest();
    assert.deepEqual(made.map(({ text, expected }) => `${expected[0]?.documentId}: ${text}`).sort(), [
      'id-of-long.md: What is said about Keels of lead?',
      'id-of-long.md: What is said about Masts of pine?',
      'id-of-long.md: What is said about Sails?',
      'id-of-odd.md: What is said about Selling herring?',
    ]);
  });

  test('documents that are hidden or not ready are not looked into', async () => {
    await suggest();
    assert.ok(!asked.includes('id-of-hidden.md') && !asked.includes('id-of-failed.md'), asked.join());
  });

  test('what the set asks already makes room for the next heading', async () => {
    const made = (await suggest(['What is said about Sails?'])).map(({ text }) => text);
    assert.ok(!made.includes('What is said about Sails?'));
    assert.ok(made.includes('What is said about Ropes?'));
  });

  test('they are asked in the language of the page', async () => {
    assert.ok((await suggest([], 'zh-CN')).every(({ text }) => /^关于“.+”是怎么说的？$/.test(text)));
  });
});
