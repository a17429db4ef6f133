import { expect, test } from 'vitest';
import { type FoldedEvent, foldAnswer } from '../../../../server/src/chat/fold.ts';
import { citation, message, toolPart } from '../../testing/chat.ts';
import { shownAnswer, totalUsage } from './shown-answer.ts';

type Given = [type: string, payload?: Record<string, unknown>];

function live(...events: Given[]) {
  const fold = foldAnswer();
  for (const [index, [type, payload = {}]] of events.entries()) {
    const event: FoldedEvent = { sequence: index + 1, type, step: 'model-1', attempt: 1, payload };
    fold.add(event);
  }
  return fold.current();
}

const ROUTE: Given = [
  'route.chosen',
  { route: 'code', agent: 'analysis', reason: 'has_table', pinned: false },
];
const USAGE: Given = ['usage.recorded', { model: 'Sim', inputTokens: 10, outputTokens: 5, costMicros: 7 }];
const streaming = message({ state: 'streaming', runId: 'run' });

test('an answer under way is what its log says so far', () => {
  const log = live(
    ROUTE,
    ['text.delta', { text: 'Hel' }],
    ['text.delta', { text: 'lo' }],
    ['tool.called', { callId: 'c', tool: 'run_code', arguments: {} }],
    USAGE,
  );
  expect(shownAnswer(streaming, log)).toMatchObject({
    state: 'streaming',
    text: 'Hello',
    route: 'code',
    agent: 'analysis',
    reason: 'has_table',
    model: 'Sim',
    open: [{ callId: 'c', tool: 'run_code' }],
    usage: { tokens: 15, costMicros: 7 },
  });
});

test('between the end of the log and the reading of the stored message the log’s end is shown', () => {
  const text: Given = ['text.delta', { text: 'Done' }];
  expect(shownAnswer(streaming, live(text, ['run.finished'])).state).toBe('complete');
  expect(shownAnswer(streaming, live(text, ['run.cancelled'])).state).toBe('stopped');
  const failed = shownAnswer(streaming, live(text, ['run.failed', { code: 'model_busy', message: 'Busy' }]));
  expect(failed).toMatchObject({
    state: 'failed',
    error: { code: 'model_busy', message: 'Busy' },
    text: 'Done',
  });
});

test('a stored answer is what is stored, whatever the log said', () => {
  const stored = message({
    parts: [{ type: 'text', text: 'Stored' }, toolPart(), { type: 'text', text: 'to the end' }],
    citations: [citation()],
    route: 'knowledge',
    agent: 'research',
    model: 'offline',
    usage: { inputTokens: 1, outputTokens: 2, costMicros: 3 },
  });
  const shown = shownAnswer(stored, live(ROUTE, ['text.delta', { text: 'Half' }], USAGE));
  expect(shown).toMatchObject({
    state: 'complete',
    text: 'Stored\n\nto the end',
    route: 'knowledge',
    reason: 'has_table',
    open: [],
    usage: { tokens: 3, costMicros: 3 },
  });
  expect(shown.citations.length).toBe(1);
});

test('tokens and cost are there for who did not watch the answer', () => {
  const stored = message({ usage: { inputTokens: 40, outputTokens: 2, costMicros: 9 } });
  expect(shownAnswer(stored, null)).toMatchObject({ usage: { tokens: 42, costMicros: 9 }, reason: null });
  expect(shownAnswer(message(), null).usage).toEqual({ tokens: 0, costMicros: 0 });
});

test('a stored failure has its code, and the words of the log where that was read', () => {
  const failed = message({ state: 'failed', errorCode: 'model_busy' });
  expect(shownAnswer(failed, null).error).toEqual({ code: 'model_busy', message: 'model_busy' });
  const log = live(['run.failed', { code: 'model_busy', message: 'The model is busy' }]);
  expect(shownAnswer(failed, log).error?.message).toBe('The model is busy');
});

test('a message without parts shows its text; one that streams without a log yet shows nothing', () => {
  expect(shownAnswer(message({ text: 'Old' }), null).text).toBe('Old');
  expect(shownAnswer(streaming, null)).toMatchObject({ state: 'streaming', parts: [], text: '' });
});

test('totalUsage() sums all calls', () => {
  const call = { inputTokens: 1, outputTokens: 2, costMicros: 4 };
  expect(totalUsage([call, call])).toEqual({ tokens: 6, costMicros: 8 });
  expect(totalUsage([])).toEqual({ tokens: 0, costMicros: 0 });
});
