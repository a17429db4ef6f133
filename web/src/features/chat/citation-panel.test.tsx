import { fireEvent } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { citation } from '../../testing/chat.ts';
import { show } from '../../testing/render.tsx';
import { CitationPanel } from './citation-panel.tsx';

const first = citation({ quote: '## Storm rules\nThe gallery is closed.', heading: 'Storm rules' });
const second = citation({ index: 2, documentName: 'tickets.md', page: null, quote: 'Seven euros.' });

function panel(
  shown = first as typeof first | null,
  more: Partial<Parameters<typeof CitationPanel>[0]> = {},
) {
  const nothing = () => undefined;
  return show(
    <CitationPanel shown={shown} all={[first, second]} onShow={nothing} onClose={nothing} {...more} />,
  );
}

test('the panel shows the passage, its document and its place', async () => {
  const { findByTestId } = await panel();
  const shown = await findByTestId('citation-panel');
  expect(shown.textContent).toContain('handbook.pdf');
  expect(shown.textContent).toContain('Page 3 · Storm rules');
  expect(shown.querySelector('blockquote')?.textContent).toBe('The gallery is closed.');
});

test('the way to the document carries the passage and the words in it', async () => {
  const { findByTestId } = await panel();
  const link = await findByTestId('citation-open-document');
  expect(link.getAttribute('href')).toBe('/knowledge/base/document?passage=passage&start=0&end=10');
});

test('other sources of the answer are a click away, and the shown one is marked', async () => {
  const onShow = vi.fn();
  const { findByRole, getByRole } = await panel(first, { onShow });
  fireEvent.click(await findByRole('button', { name: /tickets\.md/ }));
  expect(onShow).toHaveBeenCalledWith(second);
  expect(getByRole('button', { name: /handbook\.pdf/ }).getAttribute('aria-current')).toBe('true');
});

test('a single source has no list, and a passage without a page no place', async () => {
  const { findByTestId } = await panel(second, { all: [second] });
  const shown = await findByTestId('citation-panel');
  expect(shown.textContent).not.toContain('Page');
  expect(shown.textContent).not.toContain('All sources');
});

test('nothing is shown until a citation is', async () => {
  const { queryByTestId } = await panel(null);
  expect(queryByTestId('citation-panel')).toBeNull();
});
