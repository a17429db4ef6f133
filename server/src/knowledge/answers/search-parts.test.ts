import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HitView } from '../contract.ts';
import { searchParts } from './search-parts.ts';

const hit = (id: string): HitView => ({
  ...{ id, documentId: 'd', documentName: 'd.md', baseId: 'b', text: id, heading: null, page: null },
  ...{ start: 0, end: 1, version: 1, score: 1, scores: {} },
});

async function found(lists: Record<string, string[]>, limit: number) {
  const asked: string[] = [];
  const search = async (query: string) => {
    asked.push(query);
    return { hits: (lists[query] ?? []).map(hit), unsearched: query.length };
  };
  const { hits, unsearched } = await searchParts(search, Object.keys(lists), limit);
  return { asked, unsearched, ids: hits.map(({ id }) => id) };
}

test('one query is what it finds, within the limit', async () => {
  assert.deepEqual((await found({ q: ['a', 'b', 'c'] }, 2)).ids, ['a', 'b']);
  assert.deepEqual((await found({}, 2)).ids, []);
  assert.equal((await found({ q: [], rrr: [], ss: [] }, 2)).unsearched, 3);
});

test('what several parts find is there once, and first', async () => {
  const { ids } = await found({ q: ['a', 'both'], r: ['both', 'c'] }, 5);
  assert.deepEqual(ids, ['both', 'a', 'c']);
});

test('the best of each part are kept, however many the others find', async () => {
  const many = ['m1', 'm2', 'm3', 'm4', 'm5'];
  const { ids } = await found({ q: many, r: many, rare: ['x', 'y'] }, 4);
  assert.equal(ids.length, 4);
  for (const id of ['m1', 'm2', 'x', 'y']) assert.ok(ids.includes(id), id);
});

test('the same query is asked once', async () => {
  const asked: string[] = [];
  const search = async (query: string) => {
    asked.push(query);
    return { hits: [hit('a')], unsearched: 0 };
  };
  await searchParts(search, ['q', 'q'], 3);
  assert.deepEqual(asked, ['q']);
});
