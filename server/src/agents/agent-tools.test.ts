import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Knowledge } from '../knowledge/index.ts';
import { principalFor } from '../testing/people.ts';
import { MAX_TOOL_OUTPUT_LENGTH } from '../tools/index.ts';
import { searchKnowledgeTool } from './agent-tools.ts';

type Hits = Awaited<ReturnType<Knowledge['searchAll']>>['hits'];
type Query = Parameters<Knowledge['searchAll']>[1];

const hit = (id: string, more: Partial<Hits[number]> = {}): Hits[number] => ({
  id,
  documentId: 'd',
  documentName: 'boats.md',
  baseId: 'b',
  text: `Text of ${id}.`,
  heading: null,
  page: null,
  start: 1,
  end: 9,
  version: 2,
  score: 1,
  scores: {},
  ...more,
});

function searching(hits: Hits, firstCitation = 1, unsearched = 0) {
  const asked: Query[] = [];
  const unused = () => Promise.reject(new TypeError('The tool only searches'));
  const knowledge: Knowledge = {
    hasDocuments: unused,
    known: unused,
    searchBase: unused,
    searchAll: async (_, query) => {
      asked.push(query);
      return { hits, unsearched };
    },
    indexed: unused,
    explain: unused,
    passages: unused,
  };
  const context = {
    principal: principalFor('me', 'w', 'viewer'),
    area: 'conversation:1',
    runId: 'r',
    callId: 'c',
    firstCitation,
    account: { agentId: 'research', rootRunId: 'root' },
    signal: new AbortController().signal,
  };
  const tool = searchKnowledgeTool({ knowledge });
  return { asked, tool, run: (query: string, limit = 6) => tool.run({ query, limit }, context) };
}

test('passages are numbered from the first free mark, each with its place', async () => {
  const { run } = searching([hit('p1', { page: 3 }), hit('p2', { heading: 'Keels' })], 4);
  const { ok, output, citations } = await run('keels');
  assert.equal(ok, true);
  assert.equal(output, '[4] boats.md · page 3\nText of p1.\n\n[5] boats.md · Keels\nText of p2.');
  assert.deepEqual(citations[1], {
    baseId: 'b',
    documentId: 'd',
    documentName: 'boats.md',
    passageId: 'p2',
    heading: 'Keels',
    page: null,
    start: 1,
    end: 9,
    version: 2,
    quote: 'Text of p2.',
  });
});

test('nothing found is told as such', async () => {
  const { output, citations } = await searching([]).run('x');
  assert.equal(output, 'Nothing was found. Say that the knowledge does not tell.');
  assert.deepEqual(citations, []);
});

test('the query and limit are passed on, by words and by meaning, with whose budgets count', async () => {
  const { asked, run } = searching([]);
  await run('keels', 3);
  const account = { runId: 'r', agentId: 'research', rootRunId: 'root' };
  assert.deepEqual(asked, [{ query: 'keels', limit: 3, mode: 'hybrid', account }]);
});

test('bases that were too many to be searched are told, within what a tool may say', async () => {
  const { output } = await searching([hit('p1')], 1, 7).run('x');
  assert.match(output, /^7 older knowledge bases were too many .*\n\n\[1\] boats\.md/);
  assert.match((await searching([], 1, 1).run('x')).output, /^1 older .*\n\nNothing was found/);
  const long = hit('a', { text: 'x'.repeat(MAX_TOOL_OUTPUT_LENGTH - 15) });
  assert.equal((await searching([long]).run('x')).citations.length, 1);
  assert.equal((await searching([long], 1, 1).run('x')).citations.length, 0);
});

test('arguments are bounded', () => {
  const { schema } = searching([]).tool;
  assert.deepEqual(schema.parse({ query: ' keels ' }), { query: 'keels', limit: 6 });
  for (const bad of [
    { query: ' ' },
    { query: 'x'.repeat(1_001) },
    { query: 'x', limit: 0 },
    { query: 'x', limit: 21 },
    {},
  ])
    assert.equal(schema.safeParse(bad).success, false, JSON.stringify(bad).slice(0, 40));
});

test('the search changes nothing, so that it may run again after a crash', () => {
  assert.equal(searching([]).tool.effect, 'read');
});

test('what is found tells of which documents it is, and fits whole into what a tool may say', async () => {
  const long = 'word '.repeat(1_500);
  const hits = ['a', 'b', 'c', 'd'].map((id) => hit(id, { documentId: `of-${id}`, text: long }));
  const { output, citations, documents } = await searching([...hits, hit('e')]).run('words');
  assert.deepEqual(documents, ['of-a', 'of-b']);
  assert.ok(output.length <= MAX_TOOL_OUTPUT_LENGTH);
  assert.deepEqual(
    citations.map(({ quote }) => quote),
    [long, long],
  );
  const nothing = await searching([]).run('words');
  assert.deepEqual([nothing.documents, nothing.citations], [[], []]);
});
