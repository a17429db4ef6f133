// A filter is the permission: what it leaves out must not be there, in any answer, count, score or order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Passage } from '../../lib/passage.ts';
import { MODES, type Query } from '../../lib/query.ts';
import { random } from '../../testing/random.ts';
import { type CollectionFile, openCollectionFile } from './collection-file.ts';

const WORDS = 'wing lift drag heat flow body plate shock layer mach nose cone jet wake tail'.split(' ');
const DOCUMENTS = 40;
const ROUNDS = 12;

function corpus(next: () => number): Passage[] {
  const pick = <T>(from: readonly T[]) => from[Math.floor(next() * from.length)] as T;
  return Array.from({ length: 160 }, (_, index) => ({
    id: `p${String(index).padStart(3, '0')}`,
    documentId: `d${Math.floor(next() * DOCUMENTS)}`,
    text: Array.from({ length: 3 + Math.floor(next() * 12) }, () => pick(WORDS)).join(' '),
    heading: next() < 0.3 ? pick(WORDS) : '',
    vector: Float32Array.from({ length: 6 }, () => next() - 0.5),
    at: Math.floor(next() * 1e6),
    attributes: { page: Math.floor(next() * 3) },
  }));
}

function filled(passages: Passage[]): CollectionFile {
  const file = openCollectionFile(':memory:');
  file.upsert(passages);
  return file;
}

function queryOf(next: () => number): Query {
  const word = () => WORDS[Math.floor(next() * WORDS.length)] as string;
  return {
    text: `${word()} ${word()} ${word().slice(0, 2)}`,
    vector: Float32Array.from({ length: 6 }, () => next() - 0.5),
    mode: MODES[Math.floor(next() * MODES.length)] ?? 'hybrid',
    limit: 1 + Math.floor(next() * 20),
    highlight: next() < 0.5,
    ...(next() < 0.3 ? { phrases: [word()] } : {}),
    ...(next() < 0.3 ? { decay: { halfLifeMs: 1e5, now: 1e6 } } : {}),
    ...(next() < 0.3 ? { diversity: next() } : {}),
    ...(next() < 0.3 ? { where: { page: [0, 1] } } : {}),
  };
}

for (let round = 0; round < ROUNDS; round++) {
  test(`two users with random grants each see what they would see alone, round ${round}`, () => {
    const next = random(round + 1);
    const passages = corpus(next);
    const shared = filled(passages);
    for (const _ of ['one', 'other']) {
      const documentIds = Array.from({ length: DOCUMENTS }, (__, index) => `d${index}`).filter(
        () => next() < 0.4,
      );
      const mine = passages.filter(({ documentId }) => documentIds.includes(documentId));
      const alone = filled(mine);
      const others = Array.from({ length: DOCUMENTS }, (__, index) => `d${index}`).filter(
        (id) => !documentIds.includes(id),
      );
      const exceptDocumentIds = [...others, 'gone'];
      assert.equal(shared.count({ documentIds }), mine.length);
      assert.equal(shared.count({ exceptDocumentIds }), mine.length);
      for (let asked = 0; asked < 10; asked++) {
        const query = queryOf(next);
        const wanted = alone.query(query);
        for (const filter of [{ documentIds }, { exceptDocumentIds }])
          assert.deepEqual(shared.query({ ...query, ...filter }), wanted, JSON.stringify(query));
      }
      const vectors = [Float32Array.of(1, 0, 0, 0, 0, 0)];
      for (const filter of [{ documentIds }, { exceptDocumentIds }])
        assert.deepEqual(shared.nearest(vectors, 7, filter), alone.nearest(vectors, 7));
      alone.close();
    }
    shared.close();
  });
}
