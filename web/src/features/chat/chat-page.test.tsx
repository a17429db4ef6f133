import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { citation, conversation, message } from '../../testing/chat.ts';
import { type Answers, refusal, type Sent, show } from '../../testing/render.tsx';
import { meAs } from '../../testing/roles.ts';
import { page } from '../../testing/workflows.ts';
import { ChatPage } from './chat-page.tsx';

const ID = 'conversation';
const PATH = `/api/v1/conversations/${ID}`;
const QUESTION = message({ id: 'q', role: 'user', text: 'When is it closed?' });
const ANSWER = message({
  id: 'a',
  parentId: 'q',
  parts: [{ type: 'text', text: 'In storms [1].' }],
  citations: [citation()],
});

const open = (answers: Answers = {}, me?: object) =>
  show(
    <ChatPage id={ID} />,
    {
      [`GET ${PATH}`]: conversation({ id: ID, title: 'Opening hours', headId: 'a' }),
      [`GET ${PATH}/messages`]: page(QUESTION, ANSWER),
      'GET /api/v1/agents': { items: [] },
      'GET /api/v1/models': page(),
      ...answers,
    },
    'en',
    me,
  );
const writes = (sent: readonly Sent[]) => sent.filter(({ method }) => method !== 'GET');

test('a conversation shows its title, in the tab too, and its thread', async () => {
  const { findByRole, findByText } = await open();
  await findByRole('heading', { name: 'Opening hours' });
  await findByText('When is it closed?');
  expect(document.title).toBe('Opening hours · AgenticGen');
});

test('a message is sent with what is pinned in this conversation, and the thread is read again', async () => {
  sessionStorage.setItem(`agenticgen.turn.${ID}`, JSON.stringify({ route: 'code' }));
  const { findByTestId, sent } = await open({ [`POST ${PATH}/messages`]: { messageId: 'm', runId: 'r' } });
  const field = await findByTestId('composer-input');
  fireEvent.change(field, { target: { value: 'And on Mondays?' } });
  const reads = () =>
    sent.filter(({ method, path }) => method === 'GET' && path === `${PATH}/messages`).length;
  const before = reads();
  fireEvent.keyDown(field, { key: 'Enter' });
  await waitFor(() => expect(reads()).toBeGreaterThan(before));
  expect(writes(sent)[0]?.body).toEqual({ text: 'And on Mondays?', attachments: [], route: 'code' });
});

test('while an answer is under way it can be stopped, and nothing else be sent', async () => {
  const streaming = message({ id: 'a', parentId: 'q', state: 'streaming', runId: 'r1' });
  const { findByTestId, queryByTestId, sent } = await open({
    [`GET ${PATH}/messages`]: page(QUESTION, streaming),
    'GET /api/v1/runs/r1/events': () => new Response(''),
    'PUT /api/v1/runs/r1/cancellation': {},
  });
  fireEvent.click(await findByTestId('composer-stop'));
  await waitFor(() => expect(writes(sent).map(({ path }) => path)).toEqual(['/api/v1/runs/r1/cancellation']));
  expect(queryByTestId('composer-send')).toBeNull();
});

test('an answer is asked for again as a branch; a refusal is told', async () => {
  let answer: unknown = refusal(503, 'queue_full', 'Too many');
  const { findByTestId, findByText, sent } = await open({
    [`POST ${PATH}/messages/a/regeneration`]: () => answer,
  });
  const again = await findByTestId('message-regenerate');
  fireEvent.click(again);
  await findByText('That did not work');
  answer = { messageId: 'b', runId: 'r' };
  fireEvent.click(again);
  await waitFor(() => expect(writes(sent).length).toBe(2));
});

test('another branch is shown to its newest end', async () => {
  const other = message({ id: 'b', parentId: 'q', parts: [{ type: 'text', text: 'At night.' }] });
  const { findByRole, sent } = await open({
    [`GET ${PATH}/messages`]: page(QUESTION, ANSWER, other),
    [`PATCH ${PATH}`]: conversation({ id: ID, headId: 'b' }),
  });
  fireEvent.click(await findByRole('button', { name: 'Next version' }));
  await waitFor(() => expect(writes(sent)[0]?.body).toEqual({ headId: 'b' }));
});

test('a question is edited beside the old one', async () => {
  const { findByTestId, sent } = await open({ [`POST ${PATH}/messages`]: { messageId: 'm', runId: 'r' } });
  fireEvent.click(await findByTestId('message-edit'));
  const field = await findByTestId('edit-input');
  fireEvent.change(field, { target: { value: 'When is it open?' } });
  fireEvent.keyDown(field, { key: 'Enter' });
  await waitFor(() =>
    expect(writes(sent)[0]?.body).toEqual({ text: 'When is it open?', attachments: [], parentId: null }),
  );
});

test('a citation opens its passage in a panel, which closes again', async () => {
  const { findByTestId, queryByTestId } = await open();
  fireEvent.click(await findByTestId('citation-chip'));
  const panel = await findByTestId('citation-panel');
  expect(panel.textContent).toContain('The gallery is closed.');
  fireEvent.keyDown(panel, { key: 'Escape' });
  await waitFor(() => expect(queryByTestId('citation-panel')).toBeNull());
});

test('who reads what another has shared has no field to write in', async () => {
  const shared = conversation({ id: ID, ownerId: 'someone', visibility: 'workspace', headId: 'a' });
  const { findByText, queryByTestId } = await open({ [`GET ${PATH}`]: shared }, meAs('editor'));
  await findByText(/Shared with you to read/);
  expect(queryByTestId('composer-input') ?? queryByTestId('message-regenerate')).toBeNull();
});

test('a conversation that is gone says so; one that could not be read is tried again', async () => {
  const gone = await open({ [`GET ${PATH}`]: refusal(404, 'not_found') });
  await gone.findByRole('alert');
  gone.unmount();
  let isDown = true;
  const down = await open({
    [`GET ${PATH}/messages`]: () => (isDown ? refusal(503, 'overloaded') : page(QUESTION, ANSWER)),
  });
  await down.findByRole('alert');
  isDown = false;
  fireEvent.click(await down.findByRole('button', { name: 'Try again' }));
  await down.findByText('When is it closed?');
});
