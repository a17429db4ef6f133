import { fireEvent } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { citation } from '../../testing/chat.ts';
import { show } from '../../testing/render.tsx';
import { CitationContext } from './citation-context.ts';
import { Sources } from './sources.tsx';

const keels = citation({ index: 1, documentName: 'boats.pdf', page: 3, heading: 'Keels' });
const sails = citation({ index: 2, documentName: 'boats.pdf', page: null, heading: 'Sails' });

function sources(citations: Parameters<typeof Sources>[0]['citations'], open = vi.fn()) {
  return show(
    <CitationContext value={{ list: citations, withheld: [], claims: [], open }}>
      <Sources citations={citations} />
    </CitationContext>,
  );
}

test('two sources of one document are told apart by page and heading', async () => {
  const { findAllByTestId } = await sources([keels, sails]);
  const shown = (await findAllByTestId('source')).map(({ textContent }) => textContent);
  expect(shown).toEqual(['1boats.pdf · Page 3 · Keels', '2boats.pdf · Sails']);
});

test('a source without page and heading is its document alone', async () => {
  const { findByTestId } = await sources([
    citation({ documentName: 'notes.txt', page: null, heading: null }),
  ]);
  expect((await findByTestId('source')).textContent).toBe('1notes.txt');
});

test('a click opens its passage', async () => {
  const open = vi.fn();
  const { findAllByTestId } = await sources([keels, sails], open);
  fireEvent.click((await findAllByTestId('source'))[1] as HTMLElement);
  expect(open).toHaveBeenCalledWith(sails);
});

test('an answer without sources has no list of them', async () => {
  const { queryByRole } = await sources([]);
  expect(queryByRole('navigation')).toBeNull();
});

test('how many are not for the reader is said, also where none is', async () => {
  const { findByTestId } = await show(<Sources citations={[]} withheld={2} />);
  expect((await findByTestId('sources-withheld')).textContent).toBe(
    '2 sources are not shown: you may not see them, or they were deleted',
  );
});
