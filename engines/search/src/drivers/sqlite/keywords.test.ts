import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inverseFrequency, saturation } from '../../lib/bm25.ts';
import { indexTerms, queryTerms } from '../../lib/terms.ts';
import { random } from '../../testing/random.ts';
import { openCollectionFile } from './collection-file.ts';

const WORDS = 'the wings lifts dragging heated flows bodies plates 数据库 of shocks'.split(' ');

test('scores are those of BM25 over the terms of the texts, for everything and under a filter', () => {
  const next = random(11);
  const passages = Array.from({ length: 60 }, (_, index) => ({
    id: `p${index}`,
    documentId: `d${index % 4}`,
    text: Array.from(
      { length: 2 + Math.floor(next() * 9) },
      () => WORDS[Math.floor(next() * WORDS.length)],
    ).join(' '),
    vector: Float32Array.of(1),
  }));
  const file = openCollectionFile(':memory:');
  file.upsert(passages);
  for (const documentIds of [undefined, ['d1', 'd3']]) {
    const seen = passages.filter(({ documentId }) => !documentIds || documentIds.includes(documentId));
    const indexed = new Map(seen.map(({ id, text }) => [id, indexTerms(text)]));
    const average = [...indexed.values()].reduce((sum, { length }) => sum + length, 0) / seen.length;
    const scoreOf = (id: string, text: string): number => {
      const { terms = [], length = 0 } = indexed.get(id) ?? {};
      return queryTerms(text).reduce((sum, { forms: [form = ''] }) => {
        const count = terms.filter((term) => term === form).length;
        const having = [...indexed.values()].filter((other) => other.terms.includes(form)).length;
        return sum + (count ? inverseFrequency(seen.length, having) * saturation(count, length, average) : 0);
      }, 0);
    };
    for (const text of ['wing drag', 'heat of the body 数据库', 'shock', 'nothing']) {
      const hits = file.query({ text, mode: 'keyword', limit: 100, documentIds });
      assert.equal(hits.length, seen.filter(({ id }) => scoreOf(id, text) > 0).length);
      for (const { id, score } of hits)
        assert.ok(Math.abs(score - scoreOf(id, text)) < 1e-9, `${id} ${text}`);
    }
  }
  file.close();
});

test('what was replaced or deleted is in no posting', () => {
  const file = openCollectionFile(':memory:');
  const passage = (id: string, text: string) => ({ id, documentId: id, text, vector: Float32Array.of(1) });
  file.upsert([passage('a', 'zebra'), passage('b', 'zebra')]);
  file.upsert([passage('a', 'piano')]);
  file.deleteDocument('b');
  assert.deepEqual(file.query({ text: 'zebra', mode: 'keyword', limit: 9 }), []);
  assert.deepEqual(file.query({ text: 'zeb', mode: 'keyword', limit: 9, prefix: true }), []);
  file.close();
});

test('a prefix counts all its words as one', () => {
  const file = openCollectionFile(':memory:');
  const passage = (id: string, text: string) => ({ id, documentId: id, text, vector: Float32Array.of(1) });
  file.upsert([passage('both', 'zeal zebra'), passage('one', 'zeal quark'), passage('none', 'quark gluon')]);
  const hits = file.query({ text: 'ze', mode: 'keyword', limit: 9, prefix: true });
  assert.deepEqual(
    hits.map(({ id }) => id),
    ['both', 'one'],
  );
  file.close();
});
