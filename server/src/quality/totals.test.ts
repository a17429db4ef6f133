import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type QuestionMeasures, totalsOf } from './totals.ts';

const one = (given: Partial<QuestionMeasures> = {}): QuestionMeasures => ({
  ...{ recall: 1, ndcg: 1, reciprocalRank: 1, latencyMs: 10, citations: null },
  ...given,
});

test('means are over the questions that can be judged', () => {
  const totals = totalsOf([
    one({ recall: 0.5, ndcg: 0.25, reciprocalRank: 0.5 }),
    one(),
    one({ recall: null, ndcg: null, reciprocalRank: null, latencyMs: 99 }),
  ]);
  assert.deepEqual(
    [totals.judged, totals.questions, totals.recall, totals.ndcg, totals.mrr],
    [2, 3, 0.75, 0.625, 0.75],
  );
});

test('latencies are nearest ranks over all questions', () => {
  const times = Array.from({ length: 20 }, (_, index) => one({ latencyMs: index + 1 }));
  assert.deepEqual(totalsOf(times).latencyMs, { p50: 10, p95: 19 });
  assert.deepEqual(totalsOf([one({ latencyMs: 7 })]).latencyMs, { p50: 7, p95: 7 });
});

test('citation precision is over all marks, and unknown where there are none', () => {
  const cited = (marks: number, right: number) =>
    one({ citations: { marks, right, unknown: 0, answers: 1 } });
  assert.equal(totalsOf([cited(1, 1), cited(3, 1)]).citationPrecision, 0.5);
  assert.equal(totalsOf([cited(0, 0)]).citationPrecision, null);
  assert.equal(totalsOf([one()]).citations, null);
});

test('of nothing everything is 0', () => {
  assert.deepEqual(totalsOf([]).latencyMs, { p50: 0, p95: 0 });
  assert.equal(totalsOf([]).ndcg, 0);
});
