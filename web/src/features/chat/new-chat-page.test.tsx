import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { conversation } from '../../testing/chat.ts';
import { type Answers, refusal, show } from '../../testing/render.tsx';
import { meAs } from '../../testing/roles.ts';
import { NewChatPage } from './new-chat-page.tsx';
import { optionsFor } from './remembered-options.ts';

const READS: Answers = {
  'GET /api/v1/agents': { items: [{ id: 'code', name: 'Code', description: '', state: 'enabled' }] },
  'GET /api/v1/models': { items: [], next: null },
};
const MADE: Answers = {
  ...READS,
  'POST /api/v1/conversations': conversation({ id: 'c1' }),
  'POST /api/v1/conversations/c1/messages': { messageId: 'm', runId: 'r' },
};
const written = (sent: readonly { method: string; path: string; body: unknown }[]) =>
  sent.filter(({ method }) => method !== 'GET').map(({ method, path, body }) => [method, path, body]);

test('the first message makes a conversation, and what was pinned is remembered for it', async () => {
  const { getByTestId, findByRole, sent } = await show(<NewChatPage agent="code" text="Plot it" />, MADE);
  await findByRole('button', { name: 'Agent: Code' });
  expect(getByTestId('composer-input')).toHaveProperty('value', 'Plot it');
  fireEvent.click(getByTestId('composer-send'));
  await waitFor(() => expect(optionsFor('c1')).toEqual({ agent: 'code' }));
  expect(written(sent)).toEqual([
    ['POST', '/api/v1/conversations', {}],
    ['POST', '/api/v1/conversations/c1/messages', { text: 'Plot it', attachments: [], agent: 'code' }],
  ]);
});

test('a message that is refused leaves no empty conversation behind, and keeps the draft', async () => {
  const { getByTestId, findByText, sent } = await show(<NewChatPage text="Plot it" />, {
    ...MADE,
    'POST /api/v1/conversations/c1/messages': refusal(409, 'agent_not_enabled'),
    'DELETE /api/v1/conversations/c1': {},
  });
  fireEvent.click(getByTestId('composer-send'));
  await findByText('This agent takes no new work.');
  expect(written(sent).at(-1)).toEqual(['DELETE', '/api/v1/conversations/c1', undefined]);
  expect(getByTestId('composer-input')).toHaveProperty('value', 'Plot it');
});

test('a server that is away is told, and nothing is lost', async () => {
  const { getByTestId, findByText } = await show(<NewChatPage text="Plot it" />, {
    ...READS,
    'POST /api/v1/conversations': () => Promise.reject(new TypeError('offline')),
  });
  fireEvent.click(getByTestId('composer-send'));
  await findByText('That did not work');
  expect(getByTestId('composer-input')).toHaveProperty('value', 'Plot it');
});

test('a starter fills the field and is not sent by itself', async () => {
  const { getAllByTestId, getByTestId, sent } = await show(<NewChatPage />, READS);
  fireEvent.click(getAllByTestId('starter-prompt')[0]!);
  expect((getByTestId('composer-input') as HTMLTextAreaElement).value).toContain('damped oscillation');
  expect(written(sent)).toEqual([]);
});

test('who may only read is told so, and is offered no field', async () => {
  const { findByText, queryByTestId } = await show(<NewChatPage />, READS, 'en', meAs('viewer'));
  await findByText('You can read here');
  expect(queryByTestId('composer-input')).toBeNull();
});
