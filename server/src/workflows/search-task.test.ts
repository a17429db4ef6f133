import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Knowledge } from '../knowledge/index.ts';
import { principalFor } from '../testing/people.ts';
import { searchKnowledge } from './search-task.ts';

type Search = Knowledge['searchAll'];
type Hits = Awaited<ReturnType<Search>>['hits'];

const hit = (id: string): Hits[number] => ({
  ...{ id, documentId: 'd', documentName: 'boats.md', baseId: 'b', text: `Text of ${id}.` },
  ...{ heading: null, page: null, start: 0, end: 9, version: 1, score: 1, scores: { keyword: 1 } },
});

const ACCOUNT = { runId: 'r', rootRunId: 'root' };

function searching(found: Record<string, string[]>) {
  const asked: { query: string; only: readonly string[] | undefined }[] = [];
  const accounts: unknown[] = [];
  const searchAll: Search = async (_, { query, account }, only) => {
    asked.push({ query, only });
    accounts.push(account);
    return { hits: (found[query] ?? []).map(hit), unsearched: 2 };
  };
  const me = principalFor('me', 'w', 'viewer');
  const run = async (query: string, more: { base?: string; limit?: number } = {}) =>
    (await searchKnowledge({ searchAll }, me, ACCOUNT, { type: 'knowledge', query, limit: 8, ...more }))
      .output as {
      passages: { id: string }[];
      parts: string[];
      unsearched: number;
      text: string;
    };
  return { accounts, asked, run };
}

test('a plain question is searched for once', async () => {
  const { accounts, asked, run } = searching({ 'What are keels of?': ['p1', 'p2'] });
  const { passages, parts, text, unsearched } = await run('What are keels of?');
  assert.deepEqual(asked, [{ query: 'What are keels of?', only: undefined }]);
  assert.deepEqual(accounts, [ACCOUNT], 'what a model takes counts for the run');
  assert.deepEqual(
    passages.map(({ id }) => id),
    ['p1', 'p2'],
  );
  assert.deepEqual([parts, unsearched], [[], 2]);
  assert.equal(text, 'Text of p1.\n\nText of p2.');
});

test('a compound question is searched for by its parts, and each passage is there once', async () => {
  const question = 'What are keels of and who sells herring?';
  const { asked, run } = searching({
    [question]: ['p1'],
    'What are keels of': ['p1', 'p2'],
    'who sells herring': ['p3'],
  });
  const { passages, parts } = await run(question);
  assert.deepEqual(parts, ['What are keels of', 'who sells herring']);
  assert.equal(asked.length, 3);
  assert.deepEqual(passages.map(({ id }) => id).sort(), ['p1', 'p2', 'p3']);
});

test('one base is searched by itself, so that others take no place in its answer', async () => {
  const { asked, run } = searching({ keels: ['p1'] });
  await run('keels', { base: 'b' });
  assert.deepEqual(asked, [{ query: 'keels', only: ['b'] }]);
});

test('scores of the rankings are not part of the output, and it is bounded', async () => {
  const { run } = searching({ keels: ['p1', 'p2', 'p3'] });
  const { passages } = await run('keels', { limit: 2 });
  assert.equal(passages.length, 2);
  assert.ok(passages.every((passage) => !('scores' in passage)));
});
