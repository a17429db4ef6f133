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
