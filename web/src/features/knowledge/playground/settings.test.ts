import { expect, test } from 'vitest';
import { askedOf, callOf, USUAL } from './settings.ts';

test('what is as usual is not sent, and what was changed is', () => {
  expect(askedOf(' tides ', USUAL)).toEqual({ query: 'tides', mode: 'hybrid', limit: 10 });
  const changed = { ...USUAL, vector: 0.5, diversity: 0.3, prefix: true, phrases: 'high tide\n\n low tide ' };
  expect(askedOf('t', changed)).toEqual({
    ...{ query: 't', mode: 'hybrid', limit: 10, weights: { keyword: 1, vector: 0.5 } },
    ...{ diversity: 0.3, prefix: true, phrases: ['high tide', 'low tide'] },
  });
});

test('weights are of a hybrid search alone', () => {
  expect(askedOf('t', { ...USUAL, mode: 'keyword', vector: 0 })).not.toHaveProperty('weights');
});

test('the call that is copied is one argument, whatever the question says', () => {
  const call = callOf('https://here', 'b1', askedOf("who's $(there)?", USUAL));
  expect(call).toContain('https://here/api/v1/knowledge/bases/b1/explanations');
  expect(call).toContain(String.raw`"query":"who'\''s $(there)?"`);
});

test('age, the order by a model, and the documents that are looked into are sent where they were changed', () => {
  expect(askedOf('t', { ...USUAL, halfLifeDays: 30, rerank: false })).toMatchObject({
    ...{ decay: { halfLifeDays: 30 }, rerank: false },
  });
  const since = new Date(2026, 10, 2).getTime();
  const filtered = {
    ...USUAL,
    name: ' log ',
    kinds: ['pdf' as const],
    since: '2026-11-02',
    until: '2026-11-02',
  };
  expect(askedOf('t', filtered).filter).toEqual({
    ...{ name: 'log', kinds: ['pdf'], since, until: new Date(2026, 10, 3).getTime() },
  });
  expect(askedOf('t', { ...USUAL, name: ' ', since: '2026-' })).not.toHaveProperty('filter');
});
