import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stagesOf } from './explain.ts';
import { MAX_EXPLAINED_RANK, settingsSchema } from './explain-contract.ts';

const NOW = 1_700_000_000_000;
const settings = (more: object = {}) => settingsSchema.parse({ query: 'tides', ...more });
const names = (more: object = {}) => stagesOf(settings(more), NOW).map(({ stage }) => stage);

test('a hybrid search goes through both rankings, their fusion, and diversity where it is wanted', () => {
  assert.deepEqual(names(), ['keyword', 'vector', 'fusion']);
  assert.deepEqual(names({ diversity: 0.5 }), ['keyword', 'vector', 'fusion', 'diversity']);
  assert.deepEqual(names({ mode: 'keyword' }), ['keyword']);
  const decay = { halfLifeDays: 30 };
  assert.deepEqual(names({ mode: 'keyword', decay }), ['keyword', 'decay']);
  assert.deepEqual(names({ decay, diversity: 0.2 }).slice(2), ['fusion', 'decay', 'diversity']);
  assert.deepEqual(names({ mode: 'vector', diversity: 0.2 }), ['vector', 'diversity']);
});

test('every stage has phrases and prefix, the fusion its weights, and the last its limit', () => {
  const weights = { keyword: 2, vector: 0.5 };
  const stages = stagesOf(
    settings({ phrases: ['high tide'], prefix: true, weights, diversity: 0.3, limit: 7 }),
    NOW,
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

test('age counts from now on and stays counted in the stages that follow', () => {
  const stages = stagesOf(settings({ decay: { halfLifeDays: 2 }, diversity: 0.5 }), NOW);
  const aged = stages.map(({ query }) => query.decay);
  const decay = { halfLifeMs: 172_800_000, now: NOW };
  assert.deepEqual(aged, [undefined, undefined, undefined, decay, decay]);
});

test('which documents are looked into is told by name, kind and time', () => {
  const filter = { name: 'tide', kinds: ['pdf', 'code'], since: 1, until: 2 };
  assert.deepEqual(settings({ filter }).filter, filter);
  for (const wrong of [{ kinds: ['exe'] }, { since: 'monday' }, { name: 'x'.repeat(201) }])
    assert.equal(settingsSchema.safeParse({ query: 'x', filter: wrong }).success, false);
  for (const halfLifeDays of [0, -1, Number.POSITIVE_INFINITY])
    assert.equal(settingsSchema.safeParse({ query: 'x', decay: { halfLifeDays } }).success, false);
});
