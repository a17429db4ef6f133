import { fireEvent, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Base } from '../../lib/api-types.ts';
import { type Sent, show } from '../../testing/render.tsx';
import { Documents } from './documents.tsx';

const MANY = 100_000;
const BASE = { id: 'b1', name: 'Harbour', createdBy: 'me', visibility: 'workspace' } as Base;

/** jsdom lays nothing out: the list has room for ten rows. */
beforeEach(() => {
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(640);
});

const documentAt = (place: number) => ({
  ...{ id: `d${place}`, baseId: 'b1', name: `report-${place}.md`, mediaType: 'text/markdown', size: 1 },
  ...{ state: 'ready', error: null, passages: 1, runId: null, version: 1, latestVersion: 1 },
  ...{
    updateState: null,
    progress: null,
    source: null,
    visibility: 'base',
    mayChange: true,
    createdBy: 'me',
  },
  ...{ createdAt: 0, updatedAt: 0 },
});

async function open(counts = { all: MANY, pending: 0, ready: MANY, failed: 0 }) {
  const view = await show(<Documents base={BASE} />, {
    'GET /api/v1/knowledge/bases/b1/document-counts': ({ query }: Sent) =>
      query.get('name') === 'nothing' ? { all: 0, pending: 0, ready: 0, failed: 0 } : counts,
    'GET /api/v1/knowledge/bases/b1/documents': ({ query }: Sent) => {
      const offset = Number(query.get('offset'));
      const items = Array.from({ length: Number(query.get('limit')) }, (_, at) => documentAt(offset + at));
      return { items, next: null };
    },
  });
  const asked = () =>
    view.sent.filter(({ path }) => path.endsWith('/documents')).map(({ query }) => query.toString());
  return { ...view, asked };
}

test('of a hundred thousand documents only those that are seen are there, and one page is read', async () => {
  const { findByText, getAllByRole, asked, getByTestId } = await open();
  await findByText('report-0.md');
  const rows = getAllByRole('listitem');
  expect(rows.length).toBeLessThan(40);
  expect(rows[0]?.getAttribute('aria-setsize')).toBe(String(MANY));
  expect(asked()).toEqual(['order=newest&limit=100&offset=0']);
  const list = getByTestId('document-list');
  list.scrollTop = 64 * 50_000;
  fireEvent.scroll(list);
  await findByText('report-50000.md');
  expect(getAllByRole('listitem').length).toBeLessThan(40);
  expect(asked().at(-1)).toContain('offset=50000');
});

test('arrow keys go from row to row, End to the last', async () => {
  const { findByText, getAllByRole, container } = await open({ all: 8, pending: 0, ready: 8, failed: 0 });
  await findByText('report-0.md');
  const focused = () => document.activeElement?.getAttribute('data-place');
  const [first] = getAllByRole('listitem');
  first?.focus();
  fireEvent.keyDown(first!, { key: 'ArrowDown' });
  await waitFor(() => expect(focused()).toBe('1'));
  fireEvent.keyDown(document.activeElement!, { key: 'End' });
  await waitFor(() => expect(focused()).toBe('7'));
  fireEvent.keyDown(document.activeElement!, { key: 'PageUp' });
  await waitFor(() => expect(focused()).toBe('0'));
  expect(container.querySelectorAll('[role=listitem][tabindex="0"]').length).toBe(1);
});

test('the list is searched by name, and says where nothing is like that', async () => {
  const { findByText, getByTestId, asked } = await open();
  await findByText('report-0.md');
  fireEvent.change(getByTestId('document-find'), { target: { value: ' 42 ' } });
  await waitFor(() => expect(asked().at(-1)).toContain('name=42'));
  fireEvent.change(getByTestId('document-find'), { target: { value: 'nothing' } });
  await findByText('No document is like that');
});

test('the list is narrowed to what failed, and put in another order', async () => {
  const { findByText, getByTestId, findByRole, asked } = await open({
    ...{ all: 300, pending: 0, ready: 200, failed: 100 },
  });
  await findByText('report-0.md');
  fireEvent.click(getByTestId('document-state-filter'));
  fireEvent.click(await findByRole('option', { name: 'Failed (100)', hidden: true }));
  await waitFor(() => expect(asked().at(-1)).toContain('state=failed'));
  fireEvent.click(getByTestId('document-order'));
  fireEvent.click(await findByRole('option', { name: 'Largest first', hidden: true }));
  await waitFor(() => expect(asked().at(-1)).toContain('order=largest'));
  getByTestId('retry-all');
});
