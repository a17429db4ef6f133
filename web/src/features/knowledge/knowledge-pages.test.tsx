import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Base, KnowledgeDocument } from '../../lib/api-types.ts';
import { refusal, show } from '../../testing/render.tsx';
import { BasesPage } from './bases-page.tsx';
import { DocumentRow } from './document-row.tsx';
import { SearchPlayground } from './search-playground.tsx';

const BASE = {
  id: 'b1',
  name: 'Harbour',
  description: 'Tides',
  documents: 2,
  ownerId: 'me',
  createdAt: 0,
} as unknown as Base;
const DOCUMENT = {
  id: 'd1',
  baseId: 'b1',
  name: 'tides.md',
  mediaType: 'text/markdown',
  size: 2_048,
  state: 'ready',
  passages: 1,
  mayChange: true,
  error: null,
  runId: null,
  createdAt: Date.now(),
  version: 1,
  latestVersion: 1,
  updateState: null,
  source: null,
  progress: null,
  updatedAt: Date.now(),
} as unknown as KnowledgeDocument;
const list = (...items: unknown[]) => ({ items, next: null });

const explained = (...hits: { score: number; scores: { keyword?: number } }[]) => ({
  stages: [
    { stage: 'keyword', ms: 1.5 },
    { stage: 'fusion', ms: 2 },
  ],
  items: hits.map((hit, index) => ({
    hit,
    standings: {
      keyword: { rank: index + 1, score: hit.scores.keyword },
      fusion: { rank: index + 1, score: hit.score },
    },
  })),
});

test('bases lead to their documents', async () => {
  const { findByTestId } = await show(<BasesPage />, { 'GET /api/v1/knowledge/bases': list(BASE) });
  const card = await findByTestId('base-card');
  expect(card.getAttribute('href')).toBe('/knowledge/b1');
  expect(card.textContent).toContain('2 documents');
});

test('without bases the page says what they are for and offers the first one', async () => {
  const { findByText, getAllByTestId } = await show(<BasesPage />, { 'GET /api/v1/knowledge/bases': list() });
  await findByText('No knowledge bases yet');
  expect(getAllByTestId('base-create').length).toBe(2);
});

test('a base that could not be made keeps its form and tells why', async () => {
  const { findByTestId, getByTestId, findByRole } = await show(<BasesPage />, {
    'GET /api/v1/knowledge/bases': list(BASE),
    'POST /api/v1/knowledge/bases': () => refusal(500, 'internal_error'),
  });
  fireEvent.click(await findByTestId('base-create'));
  fireEvent.change(await findByTestId('base-name'), { target: { value: 'Harbour 2' } });
  fireEvent.click(getByTestId('base-save'));
  await findByRole('alert');
  expect(getByTestId('base-name')).toHaveProperty('value', 'Harbour 2');
});

test('a document that is ready can be opened; one that failed says why and cannot', async () => {
  const ready = await show(<DocumentRow document={DOCUMENT} mayEdit />);
  expect(ready.getByRole('link').getAttribute('href')).toBe('/knowledge/b1/d1');
  ready.getByText('1 passage', { exact: false });
  ready.unmount();
  const error = { code: 'unknown_to_the_page', message: 'The file is no PDF' };
  const failed = await show(
    <DocumentRow document={{ ...DOCUMENT, state: 'failed', error }} mayEdit={false} />,
  );
  failed.getByText('The file is no PDF');
  expect(failed.queryByRole('link')).toBeNull();
  fireEvent.click(failed.getByTestId('document-menu'));
  await failed.findByTestId('document-versions');
  expect(failed.queryByRole('menuitem', { name: 'Delete' })).toBeNull();
});

test('a document says what became of its newest version, while the one before is found', async () => {
  const update = { ...DOCUMENT, latestVersion: 2 };
  const reading = {
    ...update,
    updateState: 'pending' as const,
    progress: { stage: 'read' as const, done: 0 },
  };
  const pending = await show(<DocumentRow document={reading} mayEdit={false} />);
  pending.getByText('Reading …');
  pending.getByRole('link');
  pending.unmount();
  const error = { code: 'document_encrypted', message: 'Locked' };
  const failed = await show(
    <DocumentRow document={{ ...update, updateState: 'failed', error }} mayEdit={false} />,
  );
  failed.getByText(/New version not taken: The document is protected by a password/);
  failed.getByRole('link');
});

test('a document that is read in tells the stage, and its share where it is known', async () => {
  const shown = async (progress: KnowledgeDocument['progress']) => {
    const view = await show(<DocumentRow document={{ ...DOCUMENT, state: 'pending', progress }} mayEdit />);
    const text = view.getByTestId('ingestion').textContent;
    view.unmount();
    return text;
  };
  expect(await shown(null)).toBe('Waiting');
  expect(await shown({ stage: 'split', done: 0 })).toBe('Splitting into passages …');
  expect(await shown({ stage: 'embed', done: 0.4 })).toBe('Embedding … 40%');
});

test('what is read in can be stopped, and what failed can be read again', async () => {
  const path = '/api/v1/knowledge/bases/b1/documents/d1';
  const act = async (document: KnowledgeDocument, testId: string) => {
    const view = await show(<DocumentRow document={document} mayEdit />, {
      [`PUT ${path}/cancellation`]: () => new Response(null, { status: 204 }),
      [`POST ${path}/retries`]: { runId: 'r' },
    });
    fireEvent.click(view.getByTestId('document-menu'));
    fireEvent.click(await view.findByTestId(testId));
    await waitFor(() => expect(view.sent.length).toBe(1));
    const [sent] = view.sent;
    view.unmount();
    return `${sent?.method} ${sent?.path}`;
  };
  expect(await act({ ...DOCUMENT, state: 'pending' }, 'document-cancel')).toBe(`PUT ${path}/cancellation`);
  const failed = { ...DOCUMENT, updateState: 'failed' as const };
  expect(await act(failed, 'document-retry')).toBe(`POST ${path}/retries`);
});

test('a document is deleted only after a question', async () => {
  const route = 'DELETE /api/v1/knowledge/bases/b1/documents/d1';
  const { getByRole, findByRole, sent } = await show(<DocumentRow document={DOCUMENT} mayEdit />, {
    [route]: () => new Response(null, { status: 204 }),
  });
  fireEvent.click(getByRole('button', { name: 'What to do with tides.md' }));
  fireEvent.click(await findByRole('menuitem', { name: 'Delete' }));
  const confirm = await findByRole('button', { name: 'Delete' });
  expect(sent).toEqual([]);
  fireEvent.click(confirm);
  await waitFor(() => expect(sent.map(({ method, path }) => `${method} ${path}`)).toContain(route));
});

test('a search shows what it found, where, and how it was scored', async () => {
  const hit = {
    id: 'p1',
    baseId: 'b1',
    documentId: 'd1',
    documentName: 'tides.md',
    page: null,
    heading: 'Tides',
    text: '# Tides\nSix hours.',
    score: 0.5,
    scores: { keyword: 1.25 },
  };
  const { getByTestId, findByTestId, sent } = await show(<SearchPlayground baseId="b1" />, {
    'POST /api/v1/knowledge/bases/b1/explanations': explained(hit),
  });
  fireEvent.click(getByTestId('search-submit'));
  expect(sent).toEqual([]);
  fireEvent.change(getByTestId('search-query'), { target: { value: 'when?' } });
  fireEvent.click(getByTestId('search-submit'));
  const found = await findByTestId('search-hit');
  for (const text of ['tides.md', 'Six hours.', 'Keywords #1 · 1.25', 'Fusion #1 · 0.5'])
    expect(found.textContent).toContain(text);
  expect(found.querySelector('a')?.getAttribute('href')).toBe('/knowledge/b1/d1?passage=p1');
  expect(sent[0]?.body).toEqual({ query: 'when?', mode: 'hybrid', limit: 10 });
});

test('a search that finds nothing, and one that fails, say so', async () => {
  let fails = false;
  const { getByTestId, findByText, findByRole } = await show(<SearchPlayground baseId="b1" />, {
    'POST /api/v1/knowledge/bases/b1/explanations': () =>
      fails ? refusal(500, 'internal_error') : explained(),
  });
  fireEvent.change(getByTestId('search-query'), { target: { value: 'dragons' } });
  fireEvent.click(getByTestId('search-submit'));
  await findByText(/Nothing/);
  fails = true;
  fireEvent.click(getByTestId('search-submit'));
  await findByRole('alert');
});
