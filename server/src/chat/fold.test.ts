import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerText, type FoldedEvent, foldAnswer } from './fold.ts';

type Brief = [type: string, payload?: Record<string, unknown>, step?: string, attempt?: number];

function events(...briefs: Brief[]): FoldedEvent[] {
  return briefs.map(([type, payload = {}, step, attempt = 1], index) => ({
    sequence: index + 1,
    type,
    step: step ?? null,
    attempt,
    payload,
  }));
}

function folded(all: readonly FoldedEvent[]) {
  const fold = foldAnswer();
  for (const event of all) fold.add(event);
  return fold.current();
}

const tool = (callId: string, output: string) => ({
  callId,
  tool: 'run_code',
  ok: true,
  output,
  files: [],
  durationMs: 1,
});
const WHOLE = events(
  ['message.flagged', { flags: ['secret_removed'] }],
  ['route.chosen', { route: 'code', agent: 'code', reason: 'has_code', pinned: false }],
  ['reasoning.delta', { text: 'hm' }, 'model-1'],
  ['text.delta', { text: 'I ' }, 'model-1'],
  ['text.delta', { text: 'run it.' }, 'model-1'],
  ['usage.recorded', { model: 'm', inputTokens: 1, outputTokens: 2, costMicros: 3 }, 'model-1'],
  ['tool.called', { callId: 'c1', tool: 'run_code', arguments: { code: 'x' } }, 'tool-1-1'],
  ['tool.finished', tool('c1', '42'), 'tool-1-1'],
  ['citations.found', { citations: [{ index: 1 }] }],
  ['text.delta', { text: 'It is 42.' }, 'model-2'],
  ['run.finished'],
);

test('a whole log folds into parts in order, with route, flags, usage and citations', () => {
  const answer = folded(WHOLE);
  assert.deepEqual(
    answer.parts.map((part) =>
      part.type === 'tool'
        ? [part.type, part.output, part.arguments]
        : [part.type, 'text' in part && part.text],
    ),
    [
      ['reasoning', 'hm'],
      ['text', 'I run it.'],
      ['tool', '42', { code: 'x' }],
      ['text', 'It is 42.'],
    ],
  );
  assert.equal(answer.route?.reason, 'has_code');
  assert.deepEqual(answer.flags, ['secret_removed']);
  assert.equal(answer.usage[0]?.costMicros, 3);
  assert.equal(answer.citations.length, 1);
  assert.equal(answer.end, 'done');
  assert.equal(answer.sequence, WHOLE.length);
  assert.equal(answerText(answer.parts), 'I run it.\n\nIt is 42.');
});

test('a stream that begins again anywhere folds into the same answer', () => {
  for (let cut = 0; cut <= WHOLE.length; cut++) {
    for (const back of [0, 1, 3, WHOLE.length]) {
      const resumed = [...WHOLE.slice(0, cut), ...WHOLE.slice(Math.max(0, cut - back))];
      assert.deepEqual(folded(resumed), folded(WHOLE), `cut ${cut}, back ${back}`);
    }
  }
});

test('a tool call is open from its begin to its end', () => {
  const fold = foldAnswer();
  for (const event of WHOLE.slice(0, 7)) fold.add(event);
  assert.deepEqual(
    fold.current().open.map(({ callId }) => callId),
    ['c1'],
  );
  assert.deepEqual(fold.add(WHOLE[7] as FoldedEvent).open, []);
});

test('a step that runs again after a crash replaces what its earlier try said, and nothing else', () => {
  const answer = folded(
    events(
      ['text.delta', { text: 'First.' }, 'model-1'],
      ['tool.called', { callId: 'c', tool: 't', arguments: {} }, 'tool-1-1'],
      ['step.started', {}, 'tool-1-1', 2],
      ['tool.called', { callId: 'c', tool: 't', arguments: {} }, 'tool-1-1', 2],
      ['tool.finished', tool('c', 'once'), 'tool-1-1', 2],
      ['text.delta', { text: 'Half of' }, 'model-2'],
      ['step.started', {}, 'model-2', 2],
      ['text.delta', { text: 'Whole.' }, 'model-2', 2],
    ),
  );
  assert.equal(answerText(answer.parts), 'First.\n\nWhole.');
  assert.equal(answer.parts.filter(({ type }) => type === 'tool').length, 1);
  assert.deepEqual(answer.open, []);
  assert.equal(answer.end, null);
});

test('an interrupted tool that was told without its call still shows', () => {
  const answer = folded(events(['tool.finished', { ...tool('c', 'Interrupted: ...'), ok: false }]));
  assert.equal(answer.parts[0]?.type, 'tool');
});

test('what the scan of code said stays with its call', () => {
  const scan = { verdict: 'clean', findings: [], truncated: false };
  const [part] = folded(events(['tool.finished', { ...tool('c', '42'), scan }])).parts;
  assert.deepEqual(part?.type === 'tool' && part.scan, scan);
});

test('version, cache and files that are not kept stay with their call, and are missing where nothing was said', () => {
  const more = { version: 3, cached: true, leftOut: { count: 2, limits: ['files'] } };
  const [part] = folded(events(['tool.finished', { ...tool('c', '42'), ...more, code: 'x' }])).parts;
  assert.deepEqual(part?.type === 'tool' && [part.version, part.cached, part.leftOut], [
    3,
    true,
    more.leftOut,
  ]);
  const [plain] = folded(events(['tool.finished', tool('c', '42')])).parts;
  for (const field of ['version', 'cached', 'leftOut', 'code']) assert.ok(!(field in (plain ?? {})), field);
});

test('failure and stop end an answer, and keep what was said', () => {
  const failed = folded(
    events(['text.delta', { text: 'a' }, 'model-1'], ['run.failed', { code: 'x', message: 'y' }]),
  );
  assert.deepEqual(
    [failed.end, failed.error, answerText(failed.parts)],
    ['failed', { code: 'x', message: 'y' }, 'a'],
  );
  const stopped = folded(
    events(
      ['tool.called', { callId: 'c', tool: 't', arguments: {} }, 'tool-1-1'],
      ['run.cancelled', { reason: 'r' }],
    ),
  );
  assert.deepEqual([stopped.end, stopped.open], ['cancelled', []]);
});

test('events that nobody knows change nothing but the place to go on from', () => {
  const { sequence, ...rest } = folded(
    events(['future.event', { text: 'x' }], ['step.finished', {}, 'model-1']),
  );
  assert.equal(sequence, 2);
  const { sequence: _, ...empty } = foldAnswer().current();
  assert.deepEqual(rest, empty);
});

test('what was read before does not change when more is read', () => {
  const fold = foldAnswer();
  const [first, second] = events(['text.delta', { text: 'a' }, 'm'], ['text.delta', { text: 'b' }, 'm']) as [
    FoldedEvent,
    FoldedEvent,
  ];
  const before = fold.add(first);
  fold.add(second);
  assert.equal(answerText(before.parts), 'a');
});

const CAP = {
  budgetId: 'b1',
  kind: 'agent',
  subjectId: 'code',
  dimension: 'tokens',
  limit: 10,
  used: 12,
  raisers: ['admin'],
};

test('a wait at a budget is a part of the answer, open until it is raised', () => {
  const waiting = events(['text.delta', { text: 'So far.' }, 'model-1'], ['budget.reached', CAP]);
  assert.deepEqual(folded(waiting).parts.at(-1), { type: 'budget', ...CAP, raised: false });
  const after = events(
    ['budget.reached', CAP],
    ['budget.raised', { budgetId: 'b1' }],
    ['text.delta', { text: 'Go on.' }, 'model-1~2'],
  );
  const { parts } = folded(after);
  assert.deepEqual(
    parts.map((part) => (part.type === 'budget' ? part.raised : part.type)),
    [true, 'text'],
  );
});

test('a raise that was too small makes no second wait, and another budget makes one', () => {
  const again = events(
    ['budget.reached', CAP],
    ['budget.raised', { budgetId: 'b1' }],
    ['budget.reached', { ...CAP, limit: 20 }],
  );
  assert.deepEqual(folded(again).parts, [{ type: 'budget', ...CAP, limit: 20, raised: false }]);
  const other = events(
    ['budget.reached', CAP],
    ['budget.raised', { budgetId: 'b1' }],
    ['budget.reached', { ...CAP, budgetId: 'b2' }],
  );
  assert.deepEqual(
    folded(other).parts.map((part) => part.type === 'budget' && [part.budgetId, part.raised]),
    [
      ['b1', true],
      ['b2', false],
    ],
  );
});

const ASKED = {
  callId: 'c1',
  tool: 'write_file',
  arguments: { path: 'note.txt' },
  deciders: ['owner', 'admin'],
};

test('a question to people tells where to decide, and after the decision what it was', () => {
  const asked = events(
    ['approval.asked', { step: 'tool-1-1~approval', ...ASKED }],
    ['step.started', { attempt: 1, childId: 'run-2' }, 'tool-1-1~approval'],
  );
  const open = { state: 'pending', by: [], comment: null, changed: false };
  assert.deepEqual(folded(asked).parts, [{ type: 'approval', ...ASKED, ...open, approvalId: 'run-2' }]);
  const decided = { state: 'approved', by: ['ann'], comment: 'fine', changed: true };
  const fold = foldAnswer();
  for (const event of asked) fold.add(event);
  fold.add({ ...asked[0]!, sequence: 3, type: 'approval.decided', payload: { callId: 'c1', ...decided } });
  assert.deepEqual(fold.current().parts, [{ type: 'approval', ...ASKED, ...decided, approvalId: null }]);
});

test('two questions about calls of the same id are decided one after the other', () => {
  const { parts } = folded(
    events(
      ['approval.asked', { step: 'tool-1-1~approval', ...ASKED }],
      ['approval.decided', { callId: 'c1', state: 'rejected', by: ['ann'], comment: null, changed: false }],
      ['approval.asked', { step: 'tool-2-1~approval', ...ASKED }],
      ['step.started', { attempt: 1, childId: 'run-3' }, 'tool-2-1~approval'],
    ),
  );
  assert.deepEqual(
    parts.map((part) => part.type === 'approval' && [part.state, part.approvalId]),
    [
      ['rejected', null],
      ['pending', 'run-3'],
    ],
  );
});

test('a call of another agent tells the run that works on it', () => {
  const { open } = folded(
    events(
      ['tool.called', { callId: 'c1', tool: 'ask_agent', arguments: {} }],
      ['step.started', { attempt: 1, childId: 'run-2' }, 'tool-1-1'],
    ),
  );
  assert.equal(open[0]?.runId, 'run-2');
});

test('a pause is known until the run goes on or ends', () => {
  const paused = events(['run.paused', { reason: 'asked by ann' }]);
  assert.equal(folded(paused).paused, 'asked by ann');
  assert.equal(folded([...paused, ...events(['run.queued'], ['run.resumed']).slice(1)]).paused, null);
  assert.equal(folded([...paused, ...events(['run.queued'], ['run.cancelled']).slice(1)]).paused, null);
});

const UNKNOWN = { text: 'I do not know.', searched: ['q'], nearest: [] };

test('what was searched for and how sentences stand are parts of the answer, where they came', () => {
  const { parts } = folded(
    events(
      ['question.prepared', { asked: 'it?', searched: 'tower', parts: [], by: 'rules' }, 'question'],
      ['text.delta', { text: 'Tall [1].' }, 'model-1'],
      ['answer.checked', { by: 'rules', claims: [] }, 'check'],
    ),
  );
  assert.deepEqual(
    parts.map(({ type }) => type),
    ['question', 'text', 'check'],
  );
  assert.equal(answerText(parts), 'Tall [1].');
});

test('where nothing supports an answer, what was said becomes a thought', () => {
  const { parts } = folded(
    events(
      ['text.delta', { text: 'Perhaps.' }, 'model-1'],
      ['answer.unknown', { ...UNKNOWN, keep: true }, 'check'],
    ),
  );
  assert.deepEqual(parts, [
    { type: 'reasoning', text: 'Perhaps.' },
    { type: 'unknown', ...UNKNOWN },
  ]);
  assert.equal(answerText(parts), 'I do not know.');
});

test('an answer that only refused goes without a trace', () => {
  const { parts } = folded(
    events(
      ['text.delta', { text: 'No idea.' }, 'model-1'],
      ['answer.unknown', { ...UNKNOWN, keep: false }, 'check'],
    ),
  );
  assert.deepEqual(parts, [{ type: 'unknown', ...UNKNOWN }]);
});
