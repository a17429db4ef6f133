import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { Message, RunEvent } from '../../lib/api-types.ts';
import { storedAgent } from '../../testing/agents.ts';
import { citation, claim, message, storedFile } from '../../testing/chat.ts';
import { type Answers, show } from '../../testing/render.tsx';
import { budgetPart, storedBudget } from '../../testing/waits.ts';
import { MessageList } from './message-list.tsx';
import { threadOf } from './thread.ts';

const QUESTION = message({ id: 'q', role: 'user', text: 'When is it closed?' });

function turns() {
  const nothing = () => Promise.resolve();
  return {
    send: vi.fn(nothing),
    edit: vi.fn(nothing),
    regenerate: vi.fn(),
    switchTo: vi.fn(),
    stop: vi.fn(),
  };
}

async function open(messages: Message[], answers: Answers = {}, mayEdit = true) {
  const acts = turns();
  const onEnded = vi.fn(() => Promise.resolve());
  const onCitation = vi.fn();
  const head = messages.at(-1)?.id ?? null;
  const list = (
    <MessageList
      thread={threadOf(messages, head)}
      mayEdit={mayEdit}
      onEnded={onEnded}
      onCitation={onCitation}
      turns={acts}
    />
  );
  return { ...(await show(list, answers)), acts, onEnded, onCitation };
}

/** A run's stream that gives these events and ends. */
function log(...events: [type: string, payload?: object][]): Response {
  const text = events.map(([type, payload = {}], index) => {
    const event: RunEvent = {
      sequence: index + 1,
      type,
      at: 0,
      step: 'model-1',
      attempt: 1,
      payload: payload as RunEvent['payload'],
    };
    return `data: ${JSON.stringify(event)}\n\n`;
  });
  return new Response(text.join(''));
}

test('questions and answers stand in order, in a log that readers of the screen follow', async () => {
  const answer = message({ id: 'a', parentId: 'q', parts: [{ type: 'text', text: 'In storms.' }] });
  const { getByRole, findByText } = await open([QUESTION, answer]);
  await findByText('In storms.');
  expect(getByRole('log').textContent?.indexOf('When is it closed?')).toBeLessThan(
    getByRole('log').textContent?.indexOf('In storms.') ?? -1,
  );
});

const PREPARED = { type: 'question', asked: 'When?', searched: 'When?', parts: [], by: 'rules' };
const underWay = () => message({ id: 'a', parentId: 'q', state: 'streaming', runId: 'run' });
/** A stream that has said so much and goes on. */
function growing(...events: [type: string, payload?: object][]): Response {
  const { readable, writable } = new TransformStream();
  void log(...events).body?.pipeTo(writable, { preventClose: true });
  return new Response(readable);
}

test('until its sentences are checked an answer from documents is shown as being checked', async () => {
  const { findByText, getByTestId, unmount } = await open([QUESTION, underWay()], {
    'GET /api/v1/runs/run/events': () =>
      growing(['question.prepared', PREPARED], ['text.delta', { text: 'In storms.' }]),
  });
  await findByText('In storms.');
  await findByText(/held against its sources/);
  expect(getByTestId('message-assistant').dataset['draft']).toBe('true');
  unmount();
});

test('an answer that rests on no documents is not to be checked', async () => {
  const { findByText, queryByText, getByTestId, unmount } = await open([QUESTION, underWay()], {
    'GET /api/v1/runs/run/events': () => growing(['text.delta', { text: 'Hello there.' }]),
  });
  await findByText('Hello there.');
  expect(queryByText(/held against its sources/)).toBeNull();
  expect(getByTestId('message-assistant').dataset['draft']).toBeUndefined();
  unmount();
});

test('one that was stopped or broke off before that says that it was not checked', async () => {
  const parts = [PREPARED as never, { type: 'text' as const, text: 'In storms.' }];
  for (const state of ['stopped', 'failed'] as const) {
    const { findByText, unmount } = await open([QUESTION, message({ id: 'a', parentId: 'q', state, parts })]);
    await findByText(/was not checked against its sources/);
    unmount();
  }
});

test('a checked answer shows which of its sentences no source supports', async () => {
  const text = 'It is closed in storms [1]. **It is 47 metres tall** [1].';
  const claims = [
    claim({ start: 0, end: 27 }),
    claim({ start: 28, end: 57, state: 'unsupported', fault: 'number' }),
  ];
  const answer = message({
    ...{ id: 'a', parentId: 'q', text, citations: [citation()] },
    parts: [
      { type: 'text', text },
      { type: 'check', by: 'rules', claims },
    ],
  });
  const { findByTestId, findAllByTestId } = await open([QUESTION, answer]);
  const flagged = await findByTestId('claim-flagged');
  expect(flagged.textContent).toBe('It is 47 metres tall 1.');
  expect((await findByTestId('claim-flag')).textContent).toBe('Not supported');
  expect((await findAllByTestId('citation-chip')).length).toBe(2);
  expect((await findByTestId('markdown')).textContent).toBe(
    'It is closed in storms 1. It is 47 metres tall 1.Not supported',
  );
  expect((await findByTestId('answer-check')).textContent).toContain('1 of 2 statements is marked');
});

test('a mark with a citation opens it; one without stays text', async () => {
  const cited = citation();
  const answer = message({
    id: 'a',
    parentId: 'q',
    parts: [{ type: 'text', text: 'Closed in wind [1], see [2].' }],
    citations: [cited],
  });
  const { findByTestId, getByTestId, onCitation } = await open([QUESTION, answer]);
  const chip = await findByTestId('citation-chip');
  expect(chip.getAttribute('aria-label')).toContain('handbook.pdf');
  fireEvent.click(chip);
  expect(onCitation).toHaveBeenCalledWith(cited, [cited]);
  expect(getByTestId('message-assistant').textContent).toContain('see [2].');
});

test('an answer under way grows from its run and asks for the stored message at its end', async () => {
  const answer = message({ id: 'a', parentId: 'q', state: 'streaming', runId: 'run' });
  const { findByText, onEnded } = await open([QUESTION, answer], {
    'GET /api/v1/runs/run/events': () =>
      log(['text.delta', { text: 'In ' }], ['text.delta', { text: 'storms.' }], ['run.finished']),
  });
  await findByText('In storms.');
  await waitFor(() => expect(onEnded).toHaveBeenCalled());
});

test('an answer that failed says why and can be asked for again', async () => {
  const answer = message({ id: 'a', parentId: 'q', state: 'failed', errorCode: 'internal_error' });
  const { getByRole, getByTestId, acts } = await open([QUESTION, answer]);
  expect(getByRole('alert').textContent).toBeTruthy();
  fireEvent.click(getByTestId('message-regenerate'));
  expect(acts.regenerate).toHaveBeenCalledWith('a');
});

test('a stopped answer keeps what was said and tells that it was stopped', async () => {
  const parts = [{ type: 'text' as const, text: 'Half of' }];
  const answer = message({ id: 'a', parentId: 'q', state: 'stopped', parts });
  const { findByText, getByText } = await open([QUESTION, answer]);
  await findByText('Half of');
  getByText('Stopped');
});

test('a question is edited in place; Escape gives up, Enter sends', async () => {
  const { getByTestId, queryByTestId, acts } = await open([QUESTION]);
  fireEvent.click(getByTestId('message-edit'));
  fireEvent.keyDown(getByTestId('edit-input'), { key: 'Escape' });
  expect(queryByTestId('edit-input')).toBeNull();
  fireEvent.click(getByTestId('message-edit'));
  fireEvent.change(getByTestId('edit-input'), { target: { value: 'And on Mondays?' } });
  fireEvent.keyDown(getByTestId('edit-input'), { key: 'Enter' });
  expect(acts.edit).toHaveBeenCalledWith(QUESTION, 'And on Mondays?');
  await waitFor(() => expect(queryByTestId('edit-input')).toBeNull());
});

test('branches of a place are counted and switched', async () => {
  const answers = ['a1', 'a2', 'a3'].map((id) => message({ id, parentId: 'q', text: id }));
  const { getByText, getByRole, acts } = await open([QUESTION, ...answers]);
  getByText('3/3');
  fireEvent.click(getByRole('button', { name: 'Previous version' }));
  expect(acts.switchTo).toHaveBeenCalledWith('a2');
  expect(getByRole('button', { name: 'Next version' })).toHaveProperty('disabled', true);
});

test('who may only read sees no way to edit or to ask again', async () => {
  const answer = message({ id: 'a', parentId: 'q', text: 'In storms.' });
  const { queryByTestId } = await open([QUESTION, answer], {}, false);
  expect(queryByTestId('message-edit')).toBeNull();
  expect(queryByTestId('message-regenerate')).toBeNull();
});

test('attachments, tokens and cost, and the chosen route are shown', async () => {
  const question = { ...QUESTION, attachments: [storedFile()] };
  const answer = message({
    id: 'a',
    parentId: 'q',
    text: 'Done',
    route: 'code',
    agent: 'analysis',
    usage: { inputTokens: 1_200, outputTokens: 34, costMicros: 1_500 },
  });
  const { getByText, getByTestId } = await open([question, answer]);
  getByText('table.csv');
  expect(getByTestId('message-usage').textContent).toContain('1,234');
  expect(getByTestId('message-usage').textContent).toContain('$0.0015');
  expect(getByTestId('route-chip').textContent).toBe('Code · Analysis');
});

const CAP = { ...budgetPart(), type: undefined, raised: undefined };
const waiting = message({ id: 'a', parentId: 'q', state: 'streaming', runId: 'run' });

test('an answer that waits shows why instead of going on working', async () => {
  const { findByTestId, queryByText } = await open([QUESTION, waiting], {
    'GET /api/v1/members': { items: [], next: null },
    'GET /api/v1/runs/run/events': () => log(['budget.reached', CAP]),
    'GET /api/v1/budgets/b1': storedBudget(),
  });
  const notice = await findByTestId('notice');
  expect(notice.dataset['open']).toBe('true');
  await findByTestId('raise');
  expect(queryByText('Working …')).toBeNull();
});

test('an answer that went on keeps one quiet line of its wait, live and when it is stored', async () => {
  const answers = {
    'GET /api/v1/members': { items: [], next: null },
    'GET /api/v1/runs/run/events': () =>
      log(
        ['budget.reached', CAP],
        ['budget.raised', { budgetId: 'b1' }],
        ['text.delta', { text: 'On I go.' }],
      ),
  };
  const live = await open([QUESTION, waiting], answers);
  await live.findByText('On I go.');
  expect((await live.findByTestId('notice')).dataset['open']).toBe('false');
  live.unmount();
  const parts = [budgetPart({ raised: true }), { type: 'text' as const, text: 'On I go.' }];
  const stored = await open([QUESTION, message({ id: 'a', parentId: 'q', parts })], answers);
  await stored.findByText('Went on once the budget of the agent was raised');
});

test('a paused answer says who paused it, and goes on for whom it belongs to', async () => {
  const answers: Answers = {
    'GET /api/v1/members': { items: [{ userId: 'u2', name: 'Grace', role: 'admin' }], next: null },
    'GET /api/v1/runs/run/events': () => log(['run.paused', { reason: 'asked by u2' }]),
    'DELETE /api/v1/runs/run/pause': {},
  };
  const { findByText, findByTestId, sent, unmount } = await open([QUESTION, waiting], answers);
  await findByText('Paused by Grace');
  fireEvent.click(await findByTestId('notice-resume'));
  await waitFor(() => expect(sent.some(({ method }) => method === 'DELETE')).toBe(true));
  unmount();
  const others = await open([QUESTION, waiting], answers, false);
  await others.findByText('Paused by Grace');
  expect(others.queryByTestId('notice-resume')).toBeNull();
});

test('what an agent that was asked waits for is shown below the call', async () => {
  const { findByTestId } = await open([QUESTION, waiting], {
    'GET /api/v1/members': { items: [], next: null },
    'GET /api/v1/runs/run/events': () =>
      log(['tool.called', { callId: 'c1', tool: 'ask_agent' }], ['step.started', { childId: 'child' }]),
    'GET /api/v1/runs/child/events': () => log(['budget.reached', CAP]),
    'GET /api/v1/budgets/b1': storedBudget(),
  });
  await findByTestId('raise');
});

test('the chip of an answer names the agent of the workspace that gave it', async () => {
  const answer = message({ id: 'a', parentId: 'q', route: 'agent', agent: 'a1', text: 'Yes.' });
  const agents = { 'GET /api/v1/agents': { items: [storedAgent({ id: 'a1', name: 'Counsel' })] } };
  const { findByText } = await open([QUESTION, answer], agents);
  await findByText('Agent task · Counsel');
});
