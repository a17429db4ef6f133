import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { show } from '../../../testing/render.tsx';
import { SearchPlayground } from '../search-playground.tsx';

const PATH = 'POST /api/v1/knowledge/bases/b1/explanations';
const hit = (id: string) => ({
  ...{ id, baseId: 'b1', documentId: 'd1', documentName: `${id}.md`, page: null, heading: null },
  ...{ text: 'Six hours.', start: 0, end: 9, version: 1, score: 0.03, scores: {} },
});
const STAGES = [
  { stage: 'keyword', ms: 1.2 },
  { stage: 'vector', ms: 3.4 },
  { stage: 'fusion', ms: 4 },
];
const ANSWER = {
  stages: STAGES,
  items: [
    {
      hit: hit('risen'),
      standings: { keyword: { rank: 5, score: 2.5 }, vector: null, fusion: { rank: 1, score: 0.03 } },
    },
    {
      hit: hit('fallen'),
      standings: {
        keyword: { rank: 1, score: 9 },
        vector: { rank: 70, score: 0.1 },
        fusion: { rank: 2, score: 0.02 },
      },
    },
  ],
};

async function asked(answer: unknown = ANSWER) {
  const shown = await show(<SearchPlayground baseId="b1" />, { [PATH]: answer });
  fireEvent.change(shown.getByTestId('search-query'), { target: { value: 'tides' } });
  return shown;
}

test('each hit says where it stood in every stage, and what moved it', async () => {
  const { getByTestId, findAllByTestId } = await asked();
  fireEvent.click(getByTestId('search-submit'));
  const [risen, fallen] = await findAllByTestId('search-hit');
  within(risen!).getByText('Keywords #5 · 2.5');
  within(risen!).getByText('Vectors not among the first 100');
  within(risen!).getByLabelText('4 places up');
  within(fallen!).getByLabelText('1 place down');
  expect(getByTestId('stage-times').textContent).toBe('Keywords 1.2 ms · Vectors 3.4 ms · Fusion 4 ms');
});

test('settings are sent as they stand in the form', async () => {
  const { getByTestId, getByLabelText, getByText, sent } = await asked();
  fireEvent.click(getByText('Keyword'));
  fireEvent.click(getByLabelText('The last word is unfinished'));
  fireEvent.change(getByLabelText(/Phrases/), { target: { value: 'high tide' } });
  fireEvent.click(getByTestId('search-submit'));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]?.body).toEqual({
    ...{ query: 'tides', mode: 'keyword', limit: 10, prefix: true },
    phrases: ['high tide'],
  });
});

test('two settings are asked side by side, each its own', async () => {
  const { getByTestId, getByLabelText, findByRole, findAllByTestId, sent } = await asked();
  fireEvent.click(getByLabelText('Compare two'));
  const second = await findByRole('region', { name: 'Settings B' });
  fireEvent.click(within(second).getByText('Keyword'));
  fireEvent.click(getByTestId('search-submit'));
  await waitFor(() => expect(sent).toHaveLength(2));
  expect(sent.map(({ body }) => (body as { mode: string }).mode).toSorted()).toEqual(['hybrid', 'keyword']);
  expect((await findAllByTestId('search-hit')).length).toBe(4);
});

test('the same call can be copied for elsewhere', async () => {
  const written: string[] = [];
  Object.defineProperty(navigator, 'clipboard', {
    configurable: true,
    value: { writeText: async (text: string) => void written.push(text) },
  });
  const { getByTestId, findByLabelText } = await asked();
  fireEvent.click(getByTestId('search-submit'));
  fireEvent.click(await findByLabelText('Copy as API call'));
  await waitFor(() => expect(written).toHaveLength(1));
  expect(written[0]).toContain('"query":"tides"');
});
