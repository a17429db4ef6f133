import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Conversation } from '../../lib/api-types.ts';
import { conversation } from '../../testing/chat.ts';
import { type Answers, refusal, type Sent, show } from '../../testing/render.tsx';
import { meAs } from '../../testing/roles.ts';
import { page } from '../../testing/workflows.ts';
import { ConversationList } from './conversation-list.tsx';
import { ConversationMenu } from './conversation-menu.tsx';

const one = (given: Partial<Conversation>) => conversation({ updatedAt: Date.now(), ...given });

test('conversations stand under their day, the shared ones marked, and lead to their page', async () => {
  const { findAllByTestId, getByText } = await show(<ConversationList />, {
    'GET /api/v1/conversations': page(
      one({ id: 'c1', title: 'Tides' }),
      one({ id: 'c2', title: '', visibility: 'workspace', updatedAt: 1_000 }),
    ),
  });
  const [first, second] = await findAllByTestId('conversation-row');
  expect(within(first!).getByRole('link').getAttribute('href')).toBe('/chat/c1');
  expect(second!.textContent).toContain('New conversation');
  within(second!).getByLabelText('Shared');
  getByText('Today');
  getByText('Older');
});

test('a search that finds nothing says so, and an empty list says something else', async () => {
  const { findByText, getByTestId } = await show(<ConversationList />, {
    'GET /api/v1/conversations': page(),
  });
  await findByText('No conversations yet');
  fireEvent.change(getByTestId('conversation-search'), { target: { value: '  storms ' } });
  await findByText('Nothing found');
});

test('more are read when the reader comes near the end, each page once', async () => {
  const pages = [
    { items: [one({ id: 'c1', title: 'First' })], next: 'n1' },
    { items: [one({ id: 'c2', title: 'Second' })], next: null },
  ];
  let reads = 0;
  const { findByText, container } = await show(<ConversationList />, {
    'GET /api/v1/conversations': () => pages[Math.min(reads++, 1)],
  });
  await findByText('First');
  const box = container.querySelector('nav')!.parentElement!;
  fireEvent.scroll(box);
  await findByText('Second');
  fireEvent.scroll(box);
  await findByText('Second');
  expect(reads).toBe(2);
});

test('a list that can not be read offers another try', async () => {
  let isDown = true;
  const { findByRole, findByText } = await show(<ConversationList />, {
    'GET /api/v1/conversations': () =>
      isDown ? refusal(500, 'internal_error') : page(one({ title: 'Tides' })),
  });
  await findByRole('alert');
  isDown = false;
  fireEvent.click(await findByRole('button', { name: 'Try again' }));
  await findByText('Tides');
});

const OWN = conversation({ id: 'c1', title: 'Tides' });
const menu = async (given: Conversation, answers: Answers = {}, me?: object) => {
  const view = await show(<ConversationMenu conversation={given} />, answers, 'en', me);
  const open = () => fireEvent.click(view.getByTestId('conversation-menu'));
  return { ...view, open };
};

test('a conversation is renamed to what is more than spaces', async () => {
  const { open, findByRole, findByLabelText, getByRole, sent } = await menu(OWN, {
    'PATCH /api/v1/conversations/c1': OWN,
  });
  open();
  fireEvent.click(await findByRole('menuitem', { name: 'Rename' }));
  const field = await findByLabelText('Title');
  fireEvent.change(field, { target: { value: '   ' } });
  fireEvent.submit(field.closest('form')!);
  expect(getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true);
  fireEvent.change(field, { target: { value: ' Ebb ' } });
  fireEvent.submit(field.closest('form')!);
  await waitFor(() => expect(sent.map(({ body }) => body)).toEqual([{ title: 'Ebb' }]));
});

test('sharing says what it does, both ways; a refusal is told', async () => {
  const { open, findByRole, sent, unmount } = await menu(OWN, { 'PATCH /api/v1/conversations/c1': OWN });
  open();
  fireEvent.click(await findByRole('menuitem', { name: 'Share with the workspace' }));
  await waitFor(() => expect(sent[0]?.body).toEqual({ visibility: 'workspace' }));
  unmount();
  const shared = await menu(conversation({ id: 'c1', visibility: 'workspace' }), {
    'PATCH /api/v1/conversations/c1': refusal(500, 'internal_error'),
  });
  shared.open();
  fireEvent.click(await shared.findByRole('menuitem', { name: 'Make private again' }));
  await shared.findByText('That did not work');
});

test('before private documents are shared with their answers, they are named and it is asked', async () => {
  const documents = Array.from({ length: 12 }, (_, at) => ({
    id: `d${at}`,
    baseId: 'b',
    name: `paper-${at}.txt`,
  }));
  const closed = () =>
    Response.json({ status: 409, code: 'quotes_closed_documents', detail: '', documents }, { status: 409 });
  const { open, findByRole, sent } = await menu(OWN, {
    'PATCH /api/v1/conversations/c1': ({ body }: Sent) =>
      (body as { sharesQuotes?: boolean }).sharesQuotes ? OWN : closed(),
  });
  open();
  fireEvent.click(await findByRole('menuitem', { name: 'Share with the workspace' }));
  const dialog = await findByRole('dialog');
  expect(dialog.textContent).toContain('12 documents');
  expect(dialog.textContent).toContain('paper-9.txt');
  expect(dialog.textContent).toContain('and 2 more');
  expect(sent.length).toBe(1);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Share the conversation' }));
  await waitFor(() => expect(sent[1]?.body).toEqual({ visibility: 'workspace', sharesQuotes: true }));
});

test('it is deleted only after a question that names it', async () => {
  const { open, findByRole, sent } = await menu(OWN, { 'DELETE /api/v1/conversations/c1': {} });
  open();
  fireEvent.click(await findByRole('menuitem', { name: 'Delete' }));
  const dialog = await findByRole('dialog');
  expect(dialog.textContent).toContain('"Tides"');
  expect(sent).toEqual([]);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(sent[0]?.method).toBe('DELETE'));
});

test('what another has shared: a moderator may delete it, an editor may do nothing', async () => {
  const shared = conversation({ id: 'c1', ownerId: 'someone', visibility: 'workspace' });
  const moderator = await menu(shared, {}, meAs('moderator'));
  moderator.open();
  await moderator.findByRole('menuitem', { name: 'Delete' });
  expect(moderator.queryByRole('menuitem', { name: 'Rename' })).toBeNull();
  moderator.unmount();
  const editor = await menu(shared, {}, meAs('editor'));
  expect(editor.queryByTestId('conversation-menu')).toBeNull();
});
