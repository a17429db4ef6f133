import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SearchEvent } from '../lib/events.ts';
import { memorySearch, passage, searchContract } from '../testing.ts';

searchContract('memory', () => memorySearch());

test('every change and query is told', async () => {
  const events: SearchEvent[] = [];
  const search = memorySearch({ onEvent: (event) => events.push(event) });
  const collection = search.collection('c');
  await collection.upsert([passage('a'), passage('b')]);
  await collection.query({ text: 'a', mode: 'keyword', limit: 1 });
  await collection.deleteDocument('d-a');
  await assert.rejects(collection.upsert([{ ...passage('n'), vector: Float32Array.of(1) }]));
  await search.drop('c');
  const told = events.map(({ durationMs, ...event }: SearchEvent & { durationMs?: number }) => event);
  assert.deepEqual(told, [
    { type: 'passages-changed', collection: 'c', verb: 'upsert', passages: 2 },
    { type: 'queried', collection: 'c', mode: 'keyword', hits: 1 },
    { type: 'passages-changed', collection: 'c', verb: 'deleteDocument', passages: 1 },
    { type: 'failed', collection: 'c', code: 'search_width_mismatch' },
    { type: 'collection-dropped', collection: 'c' },
  ]);
});

test('after close() everything is refused', async () => {
  const search = memorySearch();
  await search.close();
  await search.close();
  await assert.rejects(search.collection('c').count(), { code: 'search_closed' });
});
