import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { InspectedPassages, KnowledgeDocument } from '../../../lib/api-types.ts';
import { type Answers, refusal, show } from '../../../testing/render.tsx';
import { meAs } from '../../../testing/roles.ts';
import { page } from '../../../testing/workflows.ts';
import { Inspector } from './inspector.tsx';

const DOCUMENT: KnowledgeDocument = {
  ...{ id: 'd1', baseId: 'b1', name: 'tides.md', mediaType: 'text/markdown', size: 1 },
  ...{ state: 'ready', error: null, passages: 2, runId: null, visibility: 'base', mayChange: true },
  ...{ version: 1, latestVersion: 1, updateState: null, source: null, progress: null },
  ...{ createdBy: 'somebody', createdAt: 0, updatedAt: 0 },
};
const PATH = '/api/v1/knowledge/bases/b1/documents/d1';
const passage = (id: string, text: string) => ({
  ...{ id, documentId: 'd1', text, heading: 'Tides', page: 2, start: 0, end: text.length, version: 1 },
  ...{ tokens: 4, words: ['ebb', 'flow'] },
});
const place = (first: number, more: Partial<InspectedPassages> = {}): InspectedPassages => ({
  ...{ first, last: first, state: 'parsed', isApplied: true, parsed: null, editedBy: null, editedAt: null },
  passages: [passage(`p${first}`, `Text ${first}.`)],
  ...more,
});
const PLACES = [
  place(0),
  place(1, { state: 'edited', parsed: ['Once'], editedBy: 'me', editedAt: 1, isApplied: false }),
  place(2, { state: 'excluded', parsed: ['Gone'], passages: [], editedBy: 'me', editedAt: 1 }),
];
const ANSWERS: Answers = {
  'GET /api/v1/knowledge/bases/b1': { id: 'b1', name: 'Harbour', createdBy: 'me', visibility: 'workspace' },
  [`GET ${PATH}/inspection`]: page(...PLACES),
  'GET /api/v1/members': page(),
};
const accepted = () => Response.json({ runId: 'r' }, { status: 202 });
const placesOf = async (find: (id: string) => Promise<HTMLElement[]>) => find('place');

test('each place says its bounds, tokens, words, and what became of it', async () => {
  const { findAllByTestId } = await show(<Inspector document={DOCUMENT} />, ANSWERS);
  const [first, second, third] = await placesOf(findAllByTestId);
  within(first!).getByText('Tides · Page 2 · characters 0–7 · 4 tokens');
  within(first!).getByText('ebb flow');
  within(second!).getByText('Changed');
  within(second!).getByText(/not in effect/);
  within(second!).getByText('Once');
  within(third!).getByText('Left out');
  within(third!).getByText('Gone');
});

test('a passage is changed, cut at the cursor, and saved as the two that it became', async () => {
  const { findAllByTestId, findByRole, sent } = await show(<Inspector document={DOCUMENT} />, {
    ...ANSWERS,
    [`PUT ${PATH}/edits/0`]: accepted,
  });
  const [first] = await placesOf(findAllByTestId);
  fireEvent.click(await within(first!).findByRole('button', { name: 'Edit' }));
  const text = (await findByRole('textbox', { name: 'Text of passage 1' })) as HTMLTextAreaElement;
  fireEvent.change(text, { target: { value: 'Ebb and flow.' } });
  text.setSelectionRange(4, 4);
  fireEvent.select(text);
  fireEvent.click(within(first!).getByRole('button', { name: 'Cut at the cursor' }));
  expect(within(first!).getAllByRole('textbox')).toHaveLength(2);
  fireEvent.click(within(first!).getByTestId('place-save'));
  await waitFor(() =>
    expect(sent.find(({ method }) => method === 'PUT')?.body).toEqual({
      last: 0,
      passages: ['Ebb', 'and flow.'],
    }),
  );
});

test('a passage is joined to the next, left out, and taken back', async () => {
  const { findAllByTestId, sent } = await show(<Inspector document={DOCUMENT} />, {
    ...ANSWERS,
    [`PUT ${PATH}/edits/0`]: accepted,
    [`DELETE ${PATH}/edits/2`]: accepted,
  });
  const [first, second, third] = await placesOf(findAllByTestId);
  expect(within(second!).queryByRole('button', { name: 'Join with the next' })).toBeNull();
  fireEvent.click(await within(first!).findByRole('button', { name: 'Join with the next' }));
  await waitFor(() =>
    expect(sent.find(({ method }) => method === 'PUT')?.body).toEqual({
      last: 1,
      passages: ['Text 0.\nText 1.'],
    }),
  );
  fireEvent.click(await within(first!).findByRole('button', { name: 'Leave out' }));
  await waitFor(() =>
    expect(sent.filter(({ method }) => method === 'PUT').at(-1)?.body).toEqual({ last: 0, passages: [] }),
  );
  fireEvent.click(await within(third!).findByRole('button', { name: 'Back to what was parsed' }));
  await waitFor(() => expect(sent.some(({ method }) => method === 'DELETE')).toBe(true));
});

test('a refusal is told, and the text that was written stays', async () => {
  const { findAllByTestId, findAllByText, getByRole } = await show(<Inspector document={DOCUMENT} />, {
    ...ANSWERS,
    [`PUT ${PATH}/edits/0`]: refusal(409, 'document_busy'),
  });
  const [first] = await placesOf(findAllByTestId);
  fireEvent.click(await within(first!).findByRole('button', { name: 'Edit' }));
  const text = getByRole('textbox', { name: 'Text of passage 1' });
  fireEvent.change(text, { target: { value: 'Mine' } });
  fireEvent.click(within(first!).getByTestId('place-save'));
  await findAllByText('The document is being read. Try again in a moment.');
  expect((getByRole('textbox', { name: 'Text of passage 1' }) as HTMLTextAreaElement).value).toBe('Mine');
});

test('who may only read, and whoever looks while the document is being read, is offered no change', async () => {
  const reader = await show(<Inspector document={DOCUMENT} />, ANSWERS, 'en', meAs('viewer'));
  await reader.findAllByTestId('place');
  expect(reader.queryByRole('button', { name: 'Edit' })).toBeNull();
  reader.unmount();
  const busy = await show(<Inspector document={{ ...DOCUMENT, updateState: 'pending' }} />, ANSWERS);
  await busy.findByText('The document is being read anew with the change.');
  await busy.findAllByTestId('place');
  expect(busy.queryByRole('button', { name: 'Edit' })).toBeNull();
});

test('a private document of another is changed by whom it is granted to, and by nobody else', async () => {
  const other = { ...DOCUMENT, visibility: 'private' as const };
  const granted = await show(<Inspector document={other} />, ANSWERS);
  const [first] = await placesOf(granted.findAllByTestId);
  await within(first!).findByRole('button', { name: 'Edit' });
  granted.unmount();
  const reader = await show(<Inspector document={{ ...other, mayChange: false }} />, ANSWERS);
  await placesOf(reader.findAllByTestId);
  expect(reader.queryByRole('button', { name: 'Edit' })).toBeNull();
});
