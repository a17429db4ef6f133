import { fireEvent } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { CheckedClaim, Citation, MessagePart } from '../../../lib/api-types.ts';
import { citation, claim } from '../../../testing/chat.ts';
import { show } from '../../../testing/render.tsx';
import { CitationChip } from '../citation-chip.tsx';
import { CitationContext } from '../citation-context.ts';
import { ClaimFlagMark, ClaimText } from './claim.tsx';
import { Evidence, type EvidencePart } from './evidence-part.tsx';

const SOURCES = [
  citation(),
  citation({ index: 2, documentName: 'tickets.md', page: null, quote: 'Seven euros.' }),
];

function within(node: React.ReactNode, claims: CheckedClaim[], open = (_: Citation) => {}) {
  return show(
    <CitationContext value={{ list: SOURCES, withheld: [3], claims, open }}>{node}</CitationContext>,
  );
}

const part = (given: MessagePart) => show(<Evidence part={given as EvidencePart} />);
const check = (...claims: CheckedClaim[]) => part({ type: 'check', by: 'rules', claims });

test('a mark opens the place that its own sentence rests on', async () => {
  const open = vi.fn();
  const spans = [{ index: 1, start: 40, end: 50, quote: 'In storms.' }];
  const { findByTestId } = await within(<CitationChip index={1} claim={0} />, [claim({ spans })], open);
  fireEvent.click(await findByTestId('citation-chip'));
  expect(open).toHaveBeenCalledWith({ ...SOURCES[0], ...spans[0] });
});

test('on focus a mark shows its document, place and words', async () => {
  const { findByTestId } = await within(<CitationChip index={1} />, []);
  fireEvent.focus(await findByTestId('citation-chip'));
  const card = await findByTestId('citation-card');
  expect(card.textContent).toBe('handbook.pdfPage 3The gallery is closed.');
});

test('a mark that has nothing to do with its sentence says so, in words as well', async () => {
  const { findByTestId } = await within(<CitationChip index={1} claim={0} />, [claim({ wrong: [1] })]);
  const chip = await findByTestId('citation-chip');
  expect(chip.getAttribute('aria-label')).toBe('Source 1: handbook.pdf. This source does not say it');
  expect(chip.dataset['wrong']).toBe('true');
});

test('a mark without a passage stays text', async () => {
  const { container } = await within(<CitationChip index={7} claim={0} />, [claim()]);
  expect(container.textContent).toContain('[7]');
});

test('a mark whose document the reader may not see says so, and opens nothing', async () => {
  const open = vi.fn();
  const { findByTestId, queryByTestId } = await within(<CitationChip index={3} />, [], open);
  const chip = await findByTestId('citation-withheld');
  expect(chip.getAttribute('aria-label')).toBe(
    'Source 3. This source is a document that you may not see, or that was deleted.',
  );
  fireEvent.click(chip);
  expect(open).not.toHaveBeenCalled();
  expect(queryByTestId('citation-chip')).toBeNull();
});

test('a flagged sentence says in two words what is wrong, and the whole of it on demand', async () => {
  const flagged = [claim({ state: 'unsupported', fault: 'number' })];
  const { findByTestId, queryByTestId } = await within(
    <>
      <ClaimText>It is 47 metres tall.</ClaimText>
      <ClaimFlagMark k="0" />
    </>,
    flagged,
  );
  const flag = await findByTestId('claim-flag');
  expect(flag.textContent).toBe('Not supported');
  expect(queryByTestId('claim-why')).toBeNull();
  fireEvent.click(flag);
  expect((await findByTestId('claim-why')).textContent).toContain(
    'A number in it is not in the cited source.',
  );
  expect(flag.getAttribute('aria-expanded')).toBe('true');
  fireEvent.keyDown(flag, { key: 'Escape' });
  expect(flag.getAttribute('aria-expanded')).toBe('false');
});

test('a wrong source leads to the right one', async () => {
  const open = vi.fn();
  const spans = [{ index: 2, start: 5, end: 17, quote: 'Seven euros.' }];
  const miscited = claim({ state: 'miscited', better: 2, wrong: [1], spans });
  const { findByTestId, findByRole } = await within(<ClaimFlagMark k="0" />, [miscited], open);
  fireEvent.click(await findByTestId('claim-flag'));
  fireEvent.click(await findByRole('button', { name: 'Source 2: tickets.md' }));
  expect(open).toHaveBeenCalledWith({ ...SOURCES[1], ...spans[0] });
});

test('a flag without a claim is nothing', async () => {
  const { container } = await within(<ClaimFlagMark k="3" />, []);
  expect(container.querySelector('button')).toBeNull();
});

test('what was searched for is told where it was not the question itself', async () => {
  const question: MessagePart = {
    ...{ type: 'question', asked: 'and in winter?', searched: 'tyres in winter', parts: [], by: 'rules' },
  };
  const { findByTestId, unmount } = await part(question);
  expect((await findByTestId('searched-question')).textContent).toBe('Searched for “tyres in winter”');
  unmount();
  const parts = await part({ ...question, parts: ['one?', 'two?'] });
  expect((await parts.findByTestId('searched-question')).querySelectorAll('li').length).toBe(2);
  parts.unmount();
  const plain = await part({ ...question, asked: 'tyres in winter' });
  expect(plain.queryByTestId('searched-question')).toBeNull();
});

test('the check is summed up in one line', async () => {
  const all = await check(claim(), claim({ state: 'uncited' }));
  expect((await all.findByTestId('answer-check')).textContent).toContain(
    'All 2 statements are supported by their sources.',
  );
  all.unmount();
  const some = await check(claim(), claim({ state: 'unsupported', fault: 'name' }));
  expect((await some.findByTestId('answer-check')).textContent).toContain('1 of 2 statements is marked');
  some.unmount();
  const foreign = await check(claim({ state: 'unchecked' }));
  const said = (await foreign.findByTestId('answer-check')).textContent;
  expect(said).toContain('could not be checked');
  expect(said).not.toContain('supported');
  foreign.unmount();
  expect((await check()).queryByTestId('answer-check')).toBeNull();
});

test('"I don’t know" is calm, says what was searched and leads to the nearest documents', async () => {
  const nearest = [{ baseId: 'b', documentId: 'd', documentName: 'tower.md', passageId: 'p' }];
  const text = "I don't know: nothing supports it. I searched for “chess”.";
  const { findByTestId, getByRole } = await part({ type: 'unknown', text, searched: ['chess'], nearest });
  const shown = await findByTestId('answer-unknown');
  expect(shown.textContent).toContain("I don't know: nothing supports it.Searched for “chess”");
  expect(getByRole('link', { name: 'tower.md' }).getAttribute('href')).toBe('/knowledge/b/d?passage=p');
});
