import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Base, KnowledgeDocument } from '../../lib/api-types.ts';
import { type Answers, ME, refusal, show } from '../../testing/render.tsx';
import { page } from '../../testing/workflows.ts';
import { DocumentRow } from './document-row.tsx';
import { BaseSharing, DocumentSharing } from './sharing.tsx';

const BASE: Base = {
  id: 'b1',
  name: 'Harbour',
  description: '',
  documents: 1,
  visibility: 'private',
  createdBy: ME.user.id,
  granted: 'none',
  createdAt: 0,
};
const DOCUMENT: KnowledgeDocument = {
  id: 'd1',
  baseId: 'b1',
  name: 'plan.pdf',
  mediaType: 'application/pdf',
  size: 1,
  state: 'ready',
  error: null,
  passages: 1,
  runId: null,
  version: 1,
  latestVersion: 1,
  updateState: null,
  source: null,
  progress: null,
  visibility: 'base',
  mayChange: true,
  createdBy: 'somebody',
  createdAt: 0,
  updatedAt: 0,
};
const member = (userId: string, name: string) => ({
  userId,
  name,
  email: `${userId}@b.c`,
  role: 'editor',
  joinedAt: 0,
});
const ANSWERS: Answers = {
  'GET /api/v1/members': page(member(ME.user.id, 'Me'), member('u2', 'Grace'), member('u3', 'Lin')),
  'GET /api/v1/knowledge/bases/b1/grants': {
    items: [{ userId: 'u2', name: 'Grace', email: 'u2@b.c', verb: 'read' }],
  },
  'PUT /api/v1/knowledge/bases/b1/grants/u3': null,
  'PUT /api/v1/knowledge/bases/b1/grants/u2': null,
  'DELETE /api/v1/knowledge/bases/b1/grants/u2': null,
  'PATCH /api/v1/knowledge/bases/b1': BASE,
};
const open = (base: Base = BASE, answers: Answers = ANSWERS) =>
  show(<BaseSharing base={base} onClose={() => undefined} />, answers);
const calls = (sent: { method: string; path: string; body?: unknown }[], method: string) =>
  sent.filter((one) => one.method === method).map(({ path, body }) => [path.split('/bases/')[1], body]);

test('those whom a private base is granted to are listed, with what they may do', async () => {
  const { findByTestId } = await open();
  const person = within(await findByTestId('sharing-person'));
  person.getByText('Grace');
  expect((person.getByRole('combobox', { name: 'What Grace may do' }) as HTMLInputElement).value).toBe(
    'Can read',
  );
});

test('a person is added from those who have no grant, and taken out again', async () => {
  const { findByTestId, findByRole, queryByRole, sent } = await open();
  fireEvent.click(await findByTestId('sharing-add'));
  const lin = await findByRole('option', { name: /Lin/, hidden: true });
  expect(queryByRole('option', { name: /Grace|Me ·/, hidden: true })).toBeNull();
  fireEvent.click(lin);
  await waitFor(() => expect(calls(sent, 'PUT')).toEqual([['b1/grants/u3', { verb: 'read' }]]));
  fireEvent.click(await findByRole('button', { name: 'Take it back from Grace' }));
  await waitFor(() => expect(calls(sent, 'DELETE')).toEqual([['b1/grants/u2', undefined]]));
});

test('what somebody may do is changed', async () => {
  const { findByRole, sent } = await open();
  fireEvent.click(await findByRole('combobox', { name: 'What Grace may do' }));
  fireEvent.click(await findByRole('option', { name: 'Can edit', hidden: true }));
  await waitFor(() => expect(calls(sent, 'PUT')).toEqual([['b1/grants/u2', { verb: 'edit' }]]));
});

test('an open base names nobody, and is closed with one choice', async () => {
  const { findByTestId, queryByTestId, sent } = await open({ ...BASE, visibility: 'workspace' });
  fireEvent.click(await findByTestId('sharing-private'));
  expect(queryByTestId('sharing-person')).toBeNull();
  await waitFor(() => expect(calls(sent, 'PATCH')).toEqual([['b1', { visibility: 'private' }]]));
});

test('a change that is refused says why', async () => {
  const { findByTestId, findByRole } = await open(BASE, {
    ...ANSWERS,
    'PATCH /api/v1/knowledge/bases/b1': () => refusal(403, 'forbidden'),
  });
  fireEvent.click(await findByTestId('sharing-open'));
  await findByRole('alert');
});

test('a document is closed within its base', async () => {
  const path = '/api/v1/knowledge/bases/b1/documents/d1';
  const { findByTestId, sent } = await show(
    <DocumentSharing document={DOCUMENT} onClose={() => undefined} />,
    {
      [`GET ${path}/grants`]: { items: [] },
      [`PATCH ${path}`]: DOCUMENT,
    },
  );
  fireEvent.click(await findByTestId('sharing-private'));
  await waitFor(() => expect(calls(sent, 'PATCH')).toEqual([['b1/documents/d1', { visibility: 'private' }]]));
});

test('only who uploaded a private document is offered to say who sees it', async () => {
  const isOffered = async (more: Partial<KnowledgeDocument>, mayEdit = true) => {
    const row = await show(<DocumentRow document={{ ...DOCUMENT, ...more }} mayEdit={mayEdit} />, {});
    expect(row.queryByTestId('document-private') !== null).toBe(more.visibility === 'private');
    fireEvent.click(row.getByTestId('document-menu'));
    await row.findByTestId('document-versions');
    const isThere = row.queryByTestId('document-sharing') !== null;
    row.unmount();
    return isThere;
  };
  expect(await isOffered({ visibility: 'private' })).toBe(false);
  expect(await isOffered({ visibility: 'private', createdBy: ME.user.id })).toBe(true);
  expect(await isOffered({})).toBe(true);
  expect(await isOffered({}, false)).toBe(false);
});
