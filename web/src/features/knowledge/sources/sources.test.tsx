import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Base, KnowledgeSource } from '../../../lib/api-types.ts';
import { type Answers, ME, refusal, type Sent, show } from '../../../testing/render.tsx';
import { page } from '../../../testing/workflows.ts';
import { Sources } from './sources.tsx';

const BASE: Base = {
  id: 'b1',
  name: 'Harbour',
  description: '',
  documents: 1,
  visibility: 'workspace',
  createdBy: ME.user.id,
  granted: 'none',
  createdAt: 0,
};
const SITE: KnowledgeSource = {
  id: 's1',
  baseId: 'b1',
  settings: {
    kind: 'web',
    address: 'https://example.org/docs/',
    maxPages: 200,
    exclude: ['/archive/'],
    files: true,
    depth: 3,
    scope: 'path',
  },
  everyHours: 24,
  auth: null,
  runId: 'r1',
  isSyncing: false,
  syncedAt: 0,
  nextSyncAt: null,
  counts: { added: 2, replaced: 0, unchanged: 40, removed: 1, skipped: 0, failed: 0, isCut: false },
  error: null,
  createdBy: ME.user.id,
  createdAt: 0,
};
const BASE_PATH = '/api/v1/knowledge/bases/b1/sources';
const answers = (...sources: KnowledgeSource[]): Answers => ({
  [`GET ${BASE_PATH}`]: page(...sources),
  [`POST ${BASE_PATH}`]: SITE,
  [`PATCH ${BASE_PATH}/s1`]: SITE,
  [`DELETE ${BASE_PATH}/s1`]: null,
  [`POST ${BASE_PATH}/s1/syncs`]: { runId: 'r2' },
  [`GET ${BASE_PATH}/s1/items`]: page(
    { item: 'https://example.org/docs/a', state: 'kept', reason: null, documentId: 'd1' },
    { item: 'https://example.org/docs/b', state: 'skipped', reason: 'robots', documentId: null },
    { item: 'https://example.org/docs/c', state: 'failed', reason: 'http-503', documentId: null },
    {
      item: 'https://example.org/docs/d',
      state: 'failed',
      reason: 'Cannot read page: odd',
      documentId: null,
    },
  ),
});
const open = (...sources: KnowledgeSource[]) => show(<Sources base={BASE} />, answers(...sources));
const sentBy = (sent: readonly Sent[], method: string) => sent.filter((one) => one.method === method);

test('a base without sources says what they are for, and begins one', async () => {
  const { sent, ...screen } = await open();
  fireEvent.click(await screen.findByRole('button', { name: 'Add source' }));
  const dialog = within(await screen.findByRole('dialog'));
  fireEvent.change(dialog.getByLabelText(/^Address/), { target: { value: ' https://example.org/docs/ ' } });
  fireEvent.change(dialog.getByLabelText('Leave out'), { target: { value: 'archive/\n\n /print ' } });
  fireEvent.click(dialog.getByRole('button', { name: 'Add and read' }));
  await waitFor(() => expect(sentBy(sent, 'POST')).toHaveLength(1));
  expect(sentBy(sent, 'POST')[0]?.body).toEqual({
    settings: {
      kind: 'web',
      address: 'https://example.org/docs/',
      maxPages: 200,
      files: true,
      exclude: ['/archive/', '/print'],
      scope: 'path',
      depth: 3,
    },
    everyHours: null,
    auth: null,
  });
});

test('a repository is asked for its branch and folder, and not for pages', async () => {
  const { sent, ...screen } = await open();
  fireEvent.click(await screen.findByRole('button', { name: 'Add source' }));
  const dialog = within(await screen.findByRole('dialog'));
  fireEvent.click(dialog.getByLabelText('Git repository'));
  expect(dialog.queryByLabelText('Pages at most')).toBeNull();
  fireEvent.change(dialog.getByLabelText(/^Address/), { target: { value: 'https://example.org/p.git' } });
  fireEvent.change(dialog.getByLabelText('Only below this folder'), { target: { value: '/docs/' } });
  fireEvent.click(dialog.getByRole('button', { name: 'Add and read' }));
  await waitFor(() => expect(sentBy(sent, 'POST')).toHaveLength(1));
  expect(sentBy(sent, 'POST')[0]?.body).toMatchObject({
    settings: {
      kind: 'git',
      address: 'https://example.org/p.git',
      ref: 'HEAD',
      folder: 'docs',
      maxFiles: 1_000,
    },
  });
});

test('what the last reading did is told, and it is read again when asked', async () => {
  const { sent, ...screen } = await open(SITE);
  expect((await screen.findByTestId('source-outcome')).textContent).toMatch(
    /^2 new · 1 removed · 40 unchanged · /,
  );
  fireEvent.click(screen.getByRole('button', { name: /Read .* again/ }));
  await waitFor(() => expect(sentBy(sent, 'POST')[0]?.path).toBe(`${BASE_PATH}/s1/syncs`));
});

test('a failure is said in the words of the catalogue', async () => {
  const error = { code: 'robots_unreachable', message: 'x' };
  const screen = await open({ ...SITE, error });
  expect((await screen.findByTestId('source-error')).textContent).toMatch(/rules for crawlers/);
});

test('a source that is being read can be stopped, and not be changed', async () => {
  const screen = await open({ ...SITE, isSyncing: true });
  expect(await screen.findByRole('button', { name: /Stop reading/ })).toBeTruthy();
  expect(screen.queryByTestId('source-outcome')).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: /Menu of/ }));
  const edit = await screen.findByRole('menuitem', { name: 'Edit' });
  expect(edit.hasAttribute('disabled') || edit.getAttribute('data-disabled')).toBeTruthy();
});

test('its pages say why they are not there', async () => {
  const screen = await open(SITE);
  fireEvent.click(await screen.findByRole('button', { name: /Menu of/ }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Pages and files' }));
  const dialog = within(await screen.findByRole('dialog'));
  await dialog.findByText('The site asks crawlers not to read it');
  expect(dialog.getByText('The server answered 503')).toBeTruthy();
  expect(dialog.getByText('Cannot read page: odd')).toBeTruthy();
  expect(dialog.getByRole('link', { name: 'https://example.org/docs/a' }).getAttribute('href')).toBe(
    '/knowledge/b1/d1',
  );
});

test('a source is changed within its bounds, and a refusal keeps what was typed', async () => {
  const refused = () => refusal(409, 'source_syncing');
  const { sent, ...screen } = await show(<Sources base={BASE} />, {
    ...answers(SITE),
    [`PATCH ${BASE_PATH}/s1`]: refused,
  });
  fireEvent.click(await screen.findByRole('button', { name: /Menu of/ }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Edit' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect((dialog.getByLabelText(/^Address/) as HTMLInputElement).disabled).toBe(true);
  const depth = dialog.getByLabelText('Links to follow') as HTMLInputElement;
  fireEvent.change(depth, { target: { value: '5' } });
  fireEvent.click(dialog.getByRole('button', { name: 'Save' }));
  await dialog.findByText(/Wait until it is done/);
  expect(depth.value).toBe('5');
  expect(sentBy(sent, 'PATCH')[0]?.body).toMatchObject({ settings: { depth: 5 }, everyHours: 24 });
});

test('deleting a source says what becomes of its documents', async () => {
  const { sent, ...screen } = await open(SITE);
  fireEvent.click(await screen.findByRole('button', { name: /Menu of/ }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete' }));
  const dialog = within(await screen.findByRole('dialog'));
  fireEvent.click(dialog.getByLabelText('Also delete the documents that came from it'));
  fireEvent.click(dialog.getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(sentBy(sent, 'DELETE')[0]?.query.get('documents')).toBe('remove'));
});

test('a source that repeats says when it is read again', async () => {
  const next = Date.UTC(2026, 10, 27, 9, 30);
  const { findByTestId, queryByTestId, unmount } = await open({ ...SITE, nextSyncAt: next });
  expect((await findByTestId('source-next')).textContent).toMatch(/^Next reading: .*27/);
  unmount();
  const once = await open({ ...SITE, everyHours: null });
  await once.findByTestId('source-outcome');
  expect(queryByTestId('source-next')).toBeNull();
});

test('a source signs in by what is typed, and what it has stays unless it is typed anew', async () => {
  const signed = { ...SITE, auth: { kind: 'basic', name: 'ada' } as const };
  const view = await open(signed);
  fireEvent.click(await view.findByRole('button', { name: /Menu of/ }));
  fireEvent.click(await view.findByRole('menuitem', { name: 'Edit' }));
  const dialog = await view.findByRole('dialog');
  expect(within(dialog).getByTestId('source-sign-in')).toHaveProperty('value', 'As it is (ada)');
  expect(within(dialog).queryByLabelText(/Password or token/)).toBeNull();
  fireEvent.click(within(dialog).getByTestId('source-save'));
  await waitFor(() => expect(sentBy(view.sent, 'PATCH')).toHaveLength(1));
  expect(sentBy(view.sent, 'PATCH')[0]?.body).not.toHaveProperty('auth');
});
