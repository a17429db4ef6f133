import { act, fireEvent, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import type { Base } from '../../lib/api-types.ts';
import { type Answers, refusal, show } from '../../testing/render.tsx';
import { meAs } from '../../testing/roles.ts';
import { stubUploads } from '../../testing/uploads.ts';
import { page } from '../../testing/workflows.ts';
import { BasePage } from './base-page.tsx';
import { Documents } from './documents.tsx';

afterEach(() => vi.unstubAllGlobals());

const BASE = {
  id: 'b1',
  name: 'Harbour',
  description: 'Tides',
  documents: 0,
  visibility: 'workspace',
  createdBy: 'somebody',
  granted: 'none',
  ownerId: 'me',
  createdAt: 0,
} as unknown as Base;
const NONE = { all: 0, pending: 0, ready: 0, failed: 0 };
const EMPTY: Answers = {
  'GET /api/v1/knowledge/bases/b1/documents': page(),
  'GET /api/v1/knowledge/bases/b1/document-counts': NONE,
};
const files = (count: number) => Array.from({ length: count }, (_, index) => new File(['x'], `f${index}.md`));

async function open(answers: Answers = EMPTY) {
  const uploads = stubUploads();
  const view = await show(<Documents base={BASE} />, answers);
  const choose = (list: File[]) => {
    const input = view.getByTestId('document-upload');
    Object.defineProperty(input, 'files', { value: list, configurable: true });
    Object.defineProperty(input, 'value', { value: '', writable: true, configurable: true });
    fireEvent.change(input);
  };
  return { ...view, uploads, choose };
}

test('an empty base says what to do, and shows how far an upload is', async () => {
  const { findByText, choose, uploads, findByRole, queryByTestId, sent } = await open();
  await findByText('No documents yet');
  choose(files(1));
  const bar = await findByRole('progressbar');
  act(() => uploads[0]!.progress(1, 4));
  await waitFor(() => expect(bar.getAttribute('aria-valuenow')).toBe('25'));
  expect(uploads[0]!.path).toBe('/api/v1/knowledge/bases/b1/documents?sameName=add');
  const reads = () => sent.filter(({ path }) => path.endsWith('/document-counts')).length;
  const before = reads();
  await act(async () => uploads[0]!.answer(202, { documentId: 'd', runId: 'r' }));
  await waitFor(() => expect(queryByTestId('upload-row')).toBeNull());
  await waitFor(() => expect(reads()).toBeGreaterThan(before));
});

test('of many files only some travel at once, and each that is through makes room for one', async () => {
  const { choose, uploads, findAllByTestId, findByTestId } = await open();
  choose(files(5));
  expect((await findAllByTestId('upload-row')).length).toBe(3);
  expect((await findByTestId('upload-sum')).textContent).toContain('0 of 5 sent');
  expect(uploads.map(({ name }) => name)).toEqual(['f0.md', 'f1.md', 'f2.md']);
  await act(async () => uploads[1]!.answer(202, {}));
  await waitFor(() => expect(uploads.map(({ name }) => name)).toEqual(['f0.md', 'f1.md', 'f2.md', 'f3.md']));
});

test('an upload that is refused or broken off says why, lets the others through, and can be put away', async () => {
  const { choose, uploads, findAllByRole, getAllByTestId, queryAllByTestId } = await open();
  choose(files(4));
  await waitFor(() => expect(uploads.length).toBe(3));
  await act(async () => {
    uploads[0]!.answer(415, { code: 'media_type_unknown', detail: 'This is no PDF' });
    uploads[1]!.breakOff();
  });
  const alerts = await findAllByRole('alert');
  expect(alerts.map(({ textContent }) => textContent).join()).toContain('This is no PDF');
  await waitFor(() => expect(uploads.length).toBe(4));
  const failed = getAllByTestId('upload-row').filter((row) => row.querySelector('[role=alert]'));
  expect(failed.length).toBe(2);
  fireEvent.click(within(failed[0]!).getByRole('button', { name: 'Dismiss' }));
  await waitFor(() => expect(queryAllByTestId('upload-row').length).toBe(3));
});

test('files can be dropped, too', async () => {
  const { getByTestId, uploads } = await open();
  const area = getByTestId('document-upload').closest('label')!;
  fireEvent.dragOver(area);
  expect(area.dataset['over']).toBe('true');
  fireEvent.drop(area, { dataTransfer: { files: files(1) } });
  await waitFor(() => expect(uploads.length).toBe(1));
  expect(area.dataset['over']).toBe('false');
});

const READY = {
  id: 'd1',
  baseId: 'b1',
  name: 'tides.md',
  mediaType: 'text/markdown',
  size: 10,
  state: 'ready',
  passages: 1,
  error: null,
  runId: null,
  visibility: 'base',
  mayChange: true,
  createdBy: 'somebody',
  createdAt: 0,
  updatedAt: 0,
  updateState: null,
};

/** jsdom lays nothing out: the list would have no room for a row. */
const withRoom = () => vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(600);

test('who may not edit sees the documents, and neither a place for files nor a way to delete', async () => {
  withRoom();
  const { findByTestId, queryByTestId } = await show(
    <Documents base={BASE} />,
    {
      'GET /api/v1/knowledge/bases/b1/documents': page(READY),
      'GET /api/v1/knowledge/bases/b1/document-counts': { ...NONE, all: 1, ready: 1 },
    },
    'en',
    meAs('viewer'),
  );
  const row = await findByTestId('document-row');
  fireEvent.click(within(row).getByRole('button'));
  await findByTestId('document-versions');
  expect(queryByTestId('document-sharing')).toBeNull();
  expect(queryByTestId('document-upload')).toBeNull();
});

const openBase = (answers: Answers, me?: object) =>
  show(<BasePage id="b1" />, { 'GET /api/v1/knowledge/bases/b1': BASE, ...EMPTY, ...answers }, 'en', me);

test('an analyst may rename a base and not delete it; a viewer has no menu', async () => {
  const analyst = await openBase({}, meAs('analyst'));
  fireEvent.click(await analyst.findByTestId('base-menu'));
  await analyst.findByRole('menuitem', { name: 'Edit' });
  expect(analyst.queryByRole('menuitem', { name: 'Delete' })).toBeNull();
  analyst.unmount();
  const viewer = await openBase({}, meAs('viewer'));
  await viewer.findByRole('heading', { name: 'Harbour' });
  expect(viewer.queryByTestId('base-menu')).toBeNull();
});

test('a base is renamed in its form, which keeps what was typed when that fails', async () => {
  let answer: unknown = refusal(500, 'internal_error');
  const { findByTestId, findByRole, getByTestId, queryByTestId, sent } = await openBase({
    'PATCH /api/v1/knowledge/bases/b1': () => answer,
  });
  fireEvent.click(await findByTestId('base-menu'));
  fireEvent.click(await findByRole('menuitem', { name: 'Edit' }));
  fireEvent.change(await findByTestId('base-name'), { target: { value: 'Port' } });
  fireEvent.click(getByTestId('base-save'));
  await findByTestId('form-problem');
  expect(getByTestId('base-name')).toHaveProperty('value', 'Port');
  answer = BASE;
  fireEvent.click(getByTestId('base-save'));
  await waitFor(() => expect(queryByTestId('base-name')).toBeNull());
  expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ name: 'Port', description: 'Tides' });
});

test('a base is deleted after a question that names it; a refusal is told', async () => {
  const { findByTestId, findByRole, findByText, sent } = await openBase({
    'DELETE /api/v1/knowledge/bases/b1': refusal(500, 'internal_error'),
  });
  fireEvent.click(await findByTestId('base-menu'));
  fireEvent.click(await findByRole('menuitem', { name: 'Delete' }));
  const dialog = await findByRole('dialog');
  expect(dialog.textContent).toContain('"Harbour"');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));
  await findByText('That did not work');
  expect(sent.filter(({ method }) => method === 'DELETE').length).toBe(1);
});
