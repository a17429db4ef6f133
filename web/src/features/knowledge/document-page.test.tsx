import { expect, test } from 'vitest';
import { refusal, show } from '../../testing/render.tsx';
import { page } from '../../testing/workflows.ts';
import { DocumentPage } from './document-page.tsx';

const PATH = 'GET /api/v1/knowledge/bases/b1/documents/d1';
const DOCUMENT = { id: 'd1', baseId: 'b1', name: 'tides.pdf', passages: 2 };
const passage = (id: string, start: number, text: string, given: object = {}) => ({
  id,
  documentId: 'd1',
  start,
  end: start + text.length,
  text,
  page: null,
  heading: null,
  ...given,
});
const PASSAGES = page(
  passage('p1', 0, 'Ebb and flow.', { page: 1, heading: 'Tides' }),
  passage('p2', 13, 'Twice a day.', { page: 2 }),
);

test('the cited passage is marked, brought into sight and takes the focus', async () => {
  const seen: Element[] = [];
  Element.prototype.scrollIntoView = function () {
    seen.push(this);
  };
  const { findByTestId, getByText, getByRole } = await show(
    <DocumentPage baseId="b1" documentId="d1" passage="p2" />,
    { [PATH]: DOCUMENT, [`${PATH}/passages`]: PASSAGES },
  );
  const marked = await findByTestId('passage-highlighted');
  expect(marked.textContent).toBe('Twice a day.');
  expect(seen).toEqual([marked]);
  expect(document.activeElement).toBe(marked);
  getByText('Page 1');
  getByText('Tides');
  expect(getByRole('link', { name: 'Back to the base' }).getAttribute('href')).toBe('/knowledge/b1');
});

test('the very words that were cited are marked, brought into sight and take the focus', async () => {
  const { findByTestId } = await show(
    <DocumentPage baseId="b1" documentId="d1" passage="p2" start={13} end={18} />,
    { [PATH]: DOCUMENT, [`${PATH}/passages`]: PASSAGES },
  );
  const words = await findByTestId('cited-words');
  expect(words.textContent).toBe('Twice');
  expect(document.activeElement).toBe(words);
});

test('a passage that is not there any more is told, and no other words are marked for it', async () => {
  const { findByTestId, queryByTestId } = await show(
    <DocumentPage baseId="b1" documentId="d1" passage="old" start={13} end={18} />,
    { [PATH]: DOCUMENT, [`${PATH}/passages`]: PASSAGES },
  );
  await findByTestId('passage-gone');
  expect(queryByTestId('cited-words')).toBeNull();
});

test('without a citation nothing is marked and the focus stays', async () => {
  const { findAllByTestId, queryByTestId } = await show(<DocumentPage baseId="b1" documentId="d1" />, {
    [PATH]: DOCUMENT,
    [`${PATH}/passages`]: PASSAGES,
  });
  expect((await findAllByTestId('passage')).length).toBe(2);
  expect(queryByTestId('passage-highlighted')).toBeNull();
});

test('a document without passages, one that is gone, and one whose text can not be read say so', async () => {
  const empty = await show(<DocumentPage baseId="b1" documentId="d1" />, {
    [PATH]: DOCUMENT,
    [`${PATH}/passages`]: page(),
  });
  await empty.findByText('This document has no passages');
  empty.unmount();
  const gone = await show(<DocumentPage baseId="b1" documentId="d1" />, {
    [PATH]: refusal(404, 'not_found'),
  });
  await gone.findByRole('alert');
  gone.unmount();
  const broken = await show(<DocumentPage baseId="b1" documentId="d1" />, {
    [PATH]: DOCUMENT,
    [`${PATH}/passages`]: refusal(500, 'internal_error'),
  });
  await broken.findByRole('alert');
  await broken.findByRole('heading', { name: 'tides.pdf' });
});
