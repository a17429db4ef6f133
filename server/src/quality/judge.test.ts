import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Expected } from './contract.ts';
import { type Found, judge } from './judge.ts';

const hit = (id: string, documentId: string, text = id, start = 0): Found => ({
  ...{ id, documentId, text, start, end: start + text.length, version: 1 },
});
const want = (documentId: string, more: Partial<Expected> = {}): Expected => ({
  ...{ documentId, grade: 1, quote: null, span: null },
  ...more,
});
const near = (value: number, expected: number) =>
  assert.ok(Math.abs(value - expected) < 1e-4, `${value} is not ${expected}`);

test('documents are ranked by their first passage; a further one takes no place', () => {
  // a, a again, x, b: a is first, x second, b third. DCG 1 + 1 / log2 4 = 1.5; best 1 + 1 / log2 3 = 1.63093.
  const hits = [hit('a1', 'a'), hit('a2', 'a'), hit('x1', 'x'), hit('b1', 'b')];
  const judged = judge(hits, [want('a'), want('b')], 10);
  assert.equal(judged.recall, 1);
  near(judged.ndcg, 1.5 / 1.63093);
  assert.equal(judged.reciprocalRank, 1);
  assert.deepEqual(judged.grades, [1, 1, null, 1]);
});

test('grades count for nDCG', () => {
  // b (1) before a (3): 1 + 3 / 1.58496 = 2.89279; best 3 + 1 / 1.58496 = 3.63093.
  const judged = judge([hit('b1', 'b'), hit('a1', 'a')], [want('a', { grade: 3 }), want('b')], 10);
  near(judged.ndcg, 2.89279 / 3.63093);
  assert.deepEqual(judged.grades, [1, 3]);
});

test('a quote is met by the passage that has it, spaces and capitals apart', () => {
  const wanted = [want('a', { quote: 'The keel  is LEAD.' })];
  const hits = [hit('a1', 'a', 'Masts are pine.'), hit('a2', 'a', 'Well: the keel\nis lead. Yes.')];
  const { grades, reciprocalRank } = judge(hits, wanted, 10);
  assert.deepEqual(grades, [null, 1]);
  assert.equal(reciprocalRank, 0.5);
});

test('a place is met by a passage of that version which covers it', () => {
  const span = { start: 10, end: 30, version: 1 };
  const grades = (found: Found) => judge([found], [want('a', { span })], 10).grades;
  assert.deepEqual(grades(hit('in', 'a', 'x'.repeat(40), 5)), [1]);
  assert.deepEqual(grades(hit('half', 'a', 'x'.repeat(40), 20)), [1]);
  assert.deepEqual(grades(hit('beside', 'a', 'x'.repeat(40), 28)), [null]);
  assert.deepEqual(grades({ ...hit('other version', 'a', 'x'.repeat(40), 5), version: 2 }), [null]);
  assert.deepEqual(grades(hit('other document', 'b', 'x'.repeat(40), 5)), [null]);
});

test('one passage may meet several expectations, each once', () => {
  const wanted = [want('a', { quote: 'lead' }), want('a', { quote: 'pine', grade: 2 })];
  const judged = judge([hit('a1', 'a', 'lead and pine')], wanted, 10);
  assert.equal(judged.recall, 1);
  assert.equal(judged.ndcg, 1);
});

test('nothing found, or nothing expected, is 0', () => {
  assert.deepEqual(judge([], [want('a')], 10), { recall: 0, ndcg: 0, reciprocalRank: 0, grades: [] });
  assert.equal(judge([hit('a1', 'a')], [], 10).recall, 0);
});
