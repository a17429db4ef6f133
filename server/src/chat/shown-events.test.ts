import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunEventView } from '../runs/index.ts';
import { answerText, foldAnswer } from './fold.ts';
import { createShowing } from './shown-events.ts';
import { shownTo } from './shown-message.ts';

type Payload = Record<string, unknown>;
type Brief = [type: string, payload?: Payload, step?: string];

const events = (briefs: Brief[]): RunEventView[] =>
  briefs.map(([type, payload = {}, step], index) => ({
    ...{ sequence: index + 1, at: 1, type, step: step ?? null, attempt: 1, payload },
  }));
const cited = (index: number, documentId: string) => ({
  ...{ index, documentId, baseId: 'b', documentName: `name-${documentId}`, passageId: `p-${documentId}` },
  ...{ heading: null, page: null, start: 0, end: 5, quote: `quote-${documentId}` },
});
const search = (callId: string, documents: string[]): Brief[] => [
  ['tool.called', { callId, tool: 'search_knowledge', arguments: { query: 'q' } }, callId],
  [
    'tool.finished',
    {
      ...{ callId, tool: 'search_knowledge', ok: true, output: documents.map((id) => `said-${id}`).join() },
      ...{ files: [], durationMs: 1, documents },
    },
    callId,
  ],
];
const claims = (...indexes: number[]) => [
  {
    ...{ start: 0, end: 2, state: 'supported', fault: null, marks: indexes, wrong: [], better: null },
    spans: indexes.map((index) => ({ index, start: 0, end: 5, quote: `span-${index}` })),
  },
];

function reading(seen: string[], more: Partial<Parameters<typeof createShowing>[0]> = {}) {
  const sees = async (ids: readonly string[]) => new Set(ids.filter((id) => seen.includes(id)));
  return createShowing({ isMaker: false, sees, ...more });
}

async function shownOf(log: readonly RunEventView[], showing: ReturnType<typeof createShowing>) {
  const shown: RunEventView[] = [];
  for (const event of log) {
    const told = await showing.show(event);
    if (told) shown.push(told);
  }
  return shown;
}

const LOG = events([
  ['run.started', { workerId: 'w' }],
  ['question.prepared', { asked: 'q', searched: 'q', parts: [], by: 'rules' }],
  ...search('a', ['open']),
  ['citations.found', { citations: [cited(1, 'open')] }],
  ['reasoning.delta', { text: 'before' }, 'model-1'],
  ...search('b', ['closed']),
  ['citations.found', { citations: [cited(1, 'open'), cited(2, 'closed')] }],
  ['reasoning.delta', { text: 'thought-closed' }, 'model-2'],
  ['tool.called', { callId: 'c', tool: 'http_request', arguments: { body: 'closed-words' } }, 'c'],
  ['code.scanned', { callId: 'c', snippet: 'closed-words' }, 'c'],
  [
    'tool.finished',
    { callId: 'c', tool: 'http_request', ok: true, output: 'closed', files: [], durationMs: 1 },
  ],
  ['step.failed', { code: 'tool_timeout', message: 'closed-words', willRetry: true }, 'c'],
  ['text.delta', { text: 'The answer [1][2].' }, 'model-3'],
  ['answer.checked', { by: 'rules', claims: claims(1, 2) }],
  ['run.finished'],
]);

test('who may see every document reads the log as it is', async () => {
  assert.deepEqual(await shownOf(LOG, reading(['open', 'closed'])), LOG);
});

test('others read the text, the state and what is open to them, and nothing of a closed document', async () => {
  const shown = await shownOf(LOG, reading(['open']));
  assert.doesNotMatch(JSON.stringify(shown), /-closed|closed-|span-2|"closed"/);
  for (const word of ['The answer', 'quote-open', 'said-open', 'span-1', 'before', 'tool_timeout'])
    assert.ok(JSON.stringify(shown).includes(word), word);
  const fold = foldAnswer();
  for (const event of shown) fold.add(event);
  const { withheld, parts, end } = fold.current();
  assert.deepEqual([withheld, end], [[2], 'done']);
  assert.deepEqual(
    parts.flatMap((part) => (part.type === 'tool' ? [[part.tool, part.withheld, part.arguments]] : [])),
    [
      ['search_knowledge', undefined, { query: 'q' }],
      ['search_knowledge', true, null],
      ['http_request', true, null],
    ],
  );
});

test('the maker who lost the right keeps his thoughts and loses the words of the document', async () => {
  const shown = JSON.stringify(await shownOf(LOG, reading(['open'], { isMaker: true })));
  assert.doesNotMatch(shown, /name-closed|quote-closed|said-closed|span-2/);
  assert.match(shown, /thought-closed/);
});

test('what another agent was told below a closed run is not its reader’s, its words neither', async () => {
  const showing = reading(['open'], { isClosed: true, isChild: true });
  const shown = await shownOf(LOG, showing);
  assert.deepEqual(
    shown.filter(({ type }) => ['text.delta', 'reasoning.delta'].includes(type)),
    [],
  );
  assert.doesNotMatch(JSON.stringify(shown), /said-|The answer/);
  assert.ok(showing.isClosed());
});

test('what is taken back stays no thought for those whom it is closed to', async () => {
  const unknown = {
    ...{ text: 'names name-closed', searched: ['q'], keep: true },
    nearest: [{ baseId: 'b', documentId: 'closed', documentName: 'name-closed', passageId: 'p' }],
  };
  const log = events([
    ...search('a', ['closed']),
    ['text.delta', { text: 'Perhaps.' }, 'model-1'],
    ['answer.unknown', unknown],
  ]);
  const told = (await shownOf(log, reading([]))).at(-1)?.payload;
  assert.deepEqual([told?.['keep'], told?.['nearest']], [false, []]);
  assert.doesNotMatch(JSON.stringify(told), /closed/);
  assert.equal((await shownOf(log, reading(['closed']))).at(-1)?.payload['keep'], true);
});

/** Any order of what a run tells, on documents of which some are closed. */
function someLog(below: (limit: number) => number): { log: RunEventView[]; ids: string[] } {
  const briefs: Brief[] = [];
  const known: ReturnType<typeof cited>[] = [];
  for (let at = 0, acts = 1 + below(7); at < acts; at++) {
    const step = `s${at}`;
    const ids = Array.from({ length: below(3) }, () => `d${below(6)}`);
    const act = below(5);
    if (act === 0) briefs.push(['reasoning.delta', { text: `think-${at}` }, step]);
    if (act === 1) briefs.push(['text.delta', { text: `say-${at}` }, step]);
    if (act >= 2) {
      briefs.push(...search(step, ids));
      known.push(...ids.map((id) => cited(known.length + 1, id)).slice(0, 1));
      if (ids.length > 0) briefs.push(['citations.found', { citations: [...known] }]);
    }
  }
  briefs.push(['answer.checked', { by: 'rules', claims: claims(...known.map(({ index }) => index)) }]);
  return { log: events(briefs), ids: Array.from({ length: 6 }, (_, index) => `d${index}`) };
}

test('whatever the order, the log and the stored answer show the same', async () => {
  let state = 7;
  const below = (limit: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * limit);
  };
  for (let round = 0; round < 300; round++) {
    const { log, ids } = someLog(below);
    const seen = ids.filter(() => below(2) === 0);
    const isMaker = below(3) === 0;
    const whole = foldAnswer();
    for (const event of log) whole.add(event);
    const stored = whole.current().parts;
    const told = { text: answerText(stored), parts: stored, citations: whole.current().citations };
    const shown = shownTo(told, { seen: new Set(seen), isMaker });
    const fold = foldAnswer();
    for (const event of await shownOf(log, reading(seen, { isMaker }))) fold.add(event);
    const streamed = fold.current();
    assert.deepEqual(streamed.parts, shown.parts, `round ${round}`);
    assert.deepEqual(
      [streamed.citations, streamed.withheld],
      [shown.citations, shown.withheld],
      `round ${round}`,
    );
    const hidden = ids.filter((id) => !seen.includes(id));
    for (const id of hidden) assert.ok(!JSON.stringify(shown).includes(`-${id}`), `round ${round}: ${id}`);
  }
});
