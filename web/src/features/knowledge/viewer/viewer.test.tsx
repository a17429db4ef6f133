import { fireEvent } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { refusal, show } from '../../../testing/render.tsx';
import { page } from '../../../testing/workflows.ts';
import { DocumentPage } from '../document-page.tsx';

const PATH = 'GET /api/v1/knowledge/bases/b1/documents/d1';
const DOCUMENT = { id: 'd1', baseId: 'b1', name: 'tides.md', mediaType: 'text/markdown', passages: 2 };
const passage = (id: string, start: number, text: string) => ({
  id,
  documentId: 'd1',
  start,
  end: start + text.length,
  text,
  page: null,
  heading: null,
  version: 1,
});
const TABLE = '| when | tide |\n|---|---|\n| noon | ebb |';
const ANSWERS = {
  [PATH]: DOCUMENT,
  [`${PATH}/passages`]: page(passage('p1', 0, 'Ebb and flow, and ebb again.'), passage('p2', 40, TABLE)),
};

const seen: Element[] = [];
beforeEach(() => {
  seen.length = 0;
  Element.prototype.scrollIntoView = function () {
    seen.push(this);
  };
});

const current = (of: ParentNode) =>
  [...of.querySelectorAll('mark[data-kind="current"]')].map((mark) => mark.textContent);

test('find marks every place, goes on with Enter, back with Shift, and round at the end', async () => {
  const { findByTestId, getByTestId, container } = await show(
    <DocumentPage baseId="b1" documentId="d1" />,
    ANSWERS,
  );
  const find = await findByTestId('find');
  fireEvent.change(find, { target: { value: 'EBB' } });
  expect(getByTestId('find-count').textContent).toBe('1 of 3');
  expect(container.querySelectorAll('mark')).toHaveLength(3);
  expect(current(container)).toEqual(['Ebb']);
  fireEvent.keyDown(find, { key: 'Enter' });
  expect(current(container)).toEqual(['ebb']);
  expect(seen.at(-1)).toBe(container.querySelector('mark[data-kind="current"]'));
  fireEvent.keyDown(find, { key: 'Enter', shiftKey: true });
  fireEvent.keyDown(find, { key: 'Enter', shiftKey: true });
  expect(getByTestId('find-count').textContent).toBe('3 of 3');
  expect(container.querySelector('td mark')?.getAttribute('data-kind')).toBe('current');
  fireEvent.keyDown(find, { key: 'Escape' });
  expect(container.querySelectorAll('mark')).toHaveLength(0);
});

test('what is not there is told, and there is nothing to step through', async () => {
  const { findByTestId, getByTestId, getByRole } = await show(
    <DocumentPage baseId="b1" documentId="d1" />,
    ANSWERS,
  );
  fireEvent.change(await findByTestId('find'), { target: { value: 'moon' } });
  expect(getByTestId('find-count').textContent).toBe('Not found');
  expect(getByRole('button', { name: 'Next place' }).hasAttribute('disabled')).toBe(true);
});

test('tables are tables, with the head of their columns', async () => {
  const { findByRole, getAllByRole } = await show(<DocumentPage baseId="b1" documentId="d1" />, ANSWERS);
  expect((await findByRole('table')).querySelectorAll('tr')).toHaveLength(2);
  expect(getAllByRole('columnheader').map(({ textContent }) => textContent)).toEqual(['when', 'tide']);
});

test('a PDF whose file can not be read says so, and its text can be read instead', async () => {
  const { findByRole, findByText, getByText } = await show(<DocumentPage baseId="b1" documentId="d1" />, {
    ...ANSWERS,
    [PATH]: { ...DOCUMENT, name: 'tides.pdf', mediaType: 'application/pdf' },
    [`${PATH}/versions`]: page({ number: 1, fileId: 'f1', isShown: true }),
    'GET /api/v1/files/f1/content': refusal(404, 'not_found'),
  });
  await findByRole('alert', {}, { timeout: 20_000 });
  fireEvent.click(getByText('Text'));
  await findByText('Ebb and flow, and ebb again.');
}, 30_000);
