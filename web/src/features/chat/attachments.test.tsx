import { act, fireEvent, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { storedFile } from '../../testing/chat.ts';
import { show } from '../../testing/render.tsx';
import { stubUploads } from '../../testing/uploads.ts';
import { Composer, type Draft } from './composer.tsx';
import { MAX_ATTACHMENTS } from './use-attachments.ts';

afterEach(() => vi.unstubAllGlobals());

const READS = { 'GET /api/v1/agents': { items: [] }, 'GET /api/v1/models': { items: [], next: null } };
const file = (name: string) => new File(['a,b'], name, { type: 'text/csv' });

async function open() {
  const uploads = stubUploads();
  const drafts: Draft[] = [];
  const onSend = async (draft: Draft) => void drafts.push(draft);
  const view = await show(<Composer options={{}} onOptions={() => undefined} onSend={onSend} />, READS);
  const field = view.getByTestId('composer-input');
  const paste = (...files: File[]) => fireEvent.paste(field, { clipboardData: { files } });
  const canSend = () => !(view.getByTestId('composer-send') as HTMLButtonElement).disabled;
  return { ...view, uploads, drafts, field, paste, canSend };
}

test('a file that is pasted is sent at once, and the message waits for it', async () => {
  const { uploads, drafts, paste, field, canSend, findByTestId, queryByTestId } = await open();
  paste(file('sales.csv'));
  await findByTestId('attachment');
  fireEvent.change(field, { target: { value: 'Plot it' } });
  expect(canSend()).toBe(false);
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(drafts).toEqual([]);
  await act(async () => uploads[0]!.answer(201, storedFile({ id: 'f1', name: 'sales.csv' })));
  await waitFor(() => expect(canSend()).toBe(true));
  fireEvent.keyDown(field, { key: 'Enter' });
  await waitFor(() => expect(drafts).toEqual([{ text: 'Plot it', attachments: ['f1'] }]));
  await waitFor(() => expect(queryByTestId('attachment')).toBeNull());
});

test('a file alone is a message', async () => {
  const { uploads, drafts, paste, canSend, getByTestId } = await open();
  paste(file('sales.csv'));
  await act(async () => uploads[0]!.answer(201, storedFile({ id: 'f1' })));
  await waitFor(() => expect(canSend()).toBe(true));
  fireEvent.click(getByTestId('composer-send'));
  await waitFor(() => expect(drafts).toEqual([{ text: '', attachments: ['f1'] }]));
});

test('a file that is refused says why, holds nothing up, and is not sent', async () => {
  const { uploads, drafts, paste, field, canSend, findByText, getByTestId } = await open();
  paste(file('big.csv'));
  await act(async () => uploads[0]!.answer(413, { code: 'file_odd', detail: 'Far too large' }));
  await findByText('Far too large');
  fireEvent.change(field, { target: { value: 'Without it' } });
  await waitFor(() => expect(canSend()).toBe(true));
  fireEvent.click(getByTestId('composer-send'));
  await waitFor(() => expect(drafts).toEqual([{ text: 'Without it', attachments: [] }]));
});

test('a file that is taken out while it travels is stopped, and tells no failure', async () => {
  const { uploads, paste, findByRole, queryByTestId } = await open();
  paste(file('sales.csv'));
  fireEvent.click(await findByRole('button', { name: 'Remove sales.csv' }));
  expect(uploads[0]?.isAborted).toBe(true);
  await waitFor(() => expect(queryByTestId('attachment')).toBeNull());
});

test('files can be dropped; of more than a message takes, the first are taken and it is told', async () => {
  const { getByRole, findAllByTestId, findByText } = await open();
  const many = Array.from({ length: MAX_ATTACHMENTS + 2 }, (_, index) => file(`${index}.csv`));
  fireEvent.drop(getByRole('region', { name: 'Write a message' }), { dataTransfer: { files: many } });
  expect((await findAllByTestId('attachment')).length).toBe(MAX_ATTACHMENTS);
  await findByText(/at most 20 files/);
});

test('text that is pasted stays text', async () => {
  const { uploads, paste, queryByTestId } = await open();
  paste();
  expect(uploads).toEqual([]);
  expect(queryByTestId('attachment')).toBeNull();
});
