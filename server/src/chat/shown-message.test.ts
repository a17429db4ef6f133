import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Citation, MessagePart } from './contract.ts';
import { documentsOf, shownTo, type Told } from './shown-message.ts';

const cited = (index: number, documentId: string): Citation => ({
  ...{ index, documentId, baseId: 'b', documentName: `${documentId}.md`, passageId: `${documentId}.000000` },
  ...{ heading: null, page: null, start: 0, end: 5, quote: `words of ${documentId}` },
});
const tool = (name: string, more: object = {}): MessagePart => ({
  ...{ type: 'tool', callId: name, tool: name, arguments: { query: 'what' }, ok: true },
  ...{ output: `${name} said`, files: [], durationMs: 1, ...more },
});
const claim = (...spans: number[]) => ({
  ...{ start: 0, end: 9, state: 'supported' as const, fault: null, marks: spans, wrong: [], better: null },
  spans: spans.map((index) => ({ index, start: 0, end: 5, quote: `span ${index}` })),
});
const TOLD: Told = {
  text: 'It is so [1][2].',
  parts: [
    { type: 'reasoning', text: 'I look.' },
    tool('search_knowledge', { documents: ['open', 'closed'] }),
    { type: 'reasoning', text: 'closed says so' },
    tool('run_code', { documents: undefined }),
    { type: 'text', text: 'It is so [1][2].' },
    { type: 'check', by: 'rules', claims: [claim(1, 2)] },
  ],
  citations: [cited(1, 'open'), cited(2, 'closed')],
};
const eyes = (isMaker: boolean, ...seen: string[]) => ({ isMaker, seen: new Set(seen) });

test('whoever sees every document sees the answer as it is stored', () => {
  for (const isMaker of [true, false])
    assert.deepEqual(shownTo(TOLD, eyes(isMaker, 'open', 'closed')), { ...TOLD, withheld: [] });
});

test('another reads the text, and of a document that is closed to him nothing', () => {
  const shown = shownTo(TOLD, eyes(false, 'open'));
  assert.equal(shown.text, TOLD.text);
  assert.deepEqual([shown.citations, shown.withheld], [[cited(1, 'open')], [2]]);
  assert.deepEqual(
    shown.parts.map(({ type }) => type),
    ['reasoning', 'tool', 'tool', 'text', 'check'],
  );
  const [, search, run, , check] = shown.parts;
  for (const part of [search, run]) {
    assert.ok(part?.type === 'tool');
    assert.deepEqual([part.arguments, part.output, part.withheld], [null, '', true]);
    assert.ok(!('documents' in part));
  }
  assert.deepEqual(check?.type === 'check' && check.claims[0]?.spans.map(({ index }) => index), [1]);
  assert.doesNotMatch(JSON.stringify(shown), /closed|span 2/);
});

test('its maker, who lost the right since, keeps what was thought and loses the words of the document', () => {
  const shown = shownTo(TOLD, eyes(true, 'open'));
  assert.deepEqual(
    shown.parts.map(({ type }) => type),
    TOLD.parts.map(({ type }) => type),
  );
  assert.doesNotMatch(JSON.stringify(shown), /closed\.md|words of closed|search_knowledge said|span 2/);
  assert.match(JSON.stringify(shown), /run_code said/);
});

test('a tool that does not tell its documents is for its maker alone', () => {
  for (const part of [
    tool('workflow_report_1', { documents: null }),
    tool('workflow_report_1'),
    tool('agent_research'),
    tool('search_knowledge'),
    tool('ask_agent'),
  ]) {
    const told = { text: '', parts: [part], citations: [] };
    assert.deepEqual(shownTo(told, eyes(true)).parts, [part]);
    assert.doesNotMatch(JSON.stringify(shownTo(told, eyes(false))), /said|what/);
  }
  const plain = { text: '', parts: [tool('run_code')], citations: [] };
  assert.deepEqual(shownTo(plain, eyes(false)).parts, plain.parts);
});

test('"I don\'t know" names only those of the nearest documents that the reader may see', () => {
  const nearest = ['open', 'closed']
    .map((documentId) => cited(1, documentId))
    .map(({ baseId, documentId, documentName, passageId }) => ({
      baseId,
      documentId,
      documentName,
      passageId,
    }));
  const text = "I don't know. The nearest documents are open.md, closed.md.";
  const told: Told = {
    text,
    parts: [{ type: 'unknown', text, searched: ['Who?'], nearest }],
    citations: [],
  };
  assert.deepEqual([...documentsOf(told)], ['open', 'closed']);
  const shown = shownTo(told, eyes(false, 'open'));
  assert.match(shown.text, /^I don't know: .*“Who\?”.*open\.md\.$/s);
  assert.doesNotMatch(JSON.stringify(shown), /closed/);
  assert.equal(shownTo(told, eyes(false, 'open', 'closed')).text, text);
  const chinese = { ...told, parts: [{ ...told.parts[0]!, searched: ['谁？'] } as MessagePart] };
  assert.match(shownTo(chinese, eyes(false)).text, /^我不知道[^、]*“谁？”。$/);
});

test('a question to people about a call that follows does not tell what it was', () => {
  const asked: MessagePart = {
    ...{ type: 'approval', callId: 'c', tool: 'http_request', arguments: { body: 'closed words' } },
    ...{ approvalId: null, deciders: ['owner'], state: 'approved', by: [], comment: null, changed: false },
  };
  const told = { ...TOLD, parts: [...TOLD.parts, asked] };
  assert.doesNotMatch(JSON.stringify(shownTo(told, eyes(false, 'open'))), /closed words/);
  assert.match(JSON.stringify(shownTo(told, eyes(true, 'open'))), /closed words/);
});
