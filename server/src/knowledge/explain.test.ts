import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stagesOf } from './explain.ts';
import { MAX_EXPLAINED_RANK, settingsSchema } from './explain-contract.ts';

const settings = (more: object = {}) => settingsSchema.parse({ query: 'tides', ...more });
const names = (more: object = {}) => stagesOf(settings(more)).map(({ stage }) => stage);

test('a hybrid search goes through both rankings, their fusion, and diversity where it is wanted', () => {
  assert.deepEqual(names(), ['keyword', 'vector', 'fusion']);
  assert.deepEqual(names({ diversity: 0.5 }), ['keyword', 'vector', 'fusion', 'diversity']);
  assert.deepEqual(names({ mode: 'keyword' }), ['keyword']);
  assert.deepEqual(names({ mode: 'vector', diversity: 0.2 }), ['vector', 'diversity']);
});

test('every stage has phrases and prefix, the fusion its weights, and the last its limit', () => {
  const weights = { keyword: 2, vector: 0.5 };
  const stages = stagesOf(
    settings({ phrases: ['high tide'], prefix: true, weights, diversity: 0.3, limit: 7 }),
  );
  for (const { query } of stages) assert.deepEqual([query.phrases, query.prefix], [['high tide'], true]);
  const by = new Map(stages.map(({ stage, query }) => [stage, query]));
  assert.equal(by.get('keyword')?.weights, undefined);
  assert.deepEqual(by.get('fusion')?.weights, weights);
  assert.equal(by.get('fusion')?.limit, MAX_EXPLAINED_RANK);
  assert.deepEqual([by.get('diversity')?.limit, by.get('diversity')?.diversity], [7, 0.3]);
});

test('settings that make no sense are refused', () => {
  for (const wrong of [{ diversity: 2 }, { weights: { keyword: -1 } }, { limit: 0 }, { phrases: [''] }])
    assert.equal(settingsSchema.safeParse({ query: 'x', ...wrong }).success, false, JSON.stringify(wrong));
});
