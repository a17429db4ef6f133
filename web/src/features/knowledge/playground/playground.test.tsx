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
  reranker: null,
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

test('what a model moved is told, and why it moved nothing', async () => {
  const model = { modelId: 'm1' };
  const stages = [...STAGES, { stage: 'rerank', ms: 900 }];
  const standings = { fusion: { rank: 3, score: 0.03 }, rerank: { rank: 1, score: null } };
  const items = [
    { hit: hit('first'), standings },
    { hit: hit('far'), standings: { ...standings, rerank: null } },
  ];
  const { getByTestId, findAllByTestId, queryByTestId } = await asked({
    ...{ stages, items, reranker: { model, error: null } },
  });
  fireEvent.click(getByTestId('search-submit'));
  const [first, far] = await findAllByTestId('search-hit');
  within(first!).getByText('Rerank #1');
  within(first!).getByLabelText('2 places up');
  within(far!).getByText('Rerank not shown to the model');
  expect(queryByTestId('rerank-failed')).toBeNull();
});

test('a model that failed is told in the words of the catalogue', async () => {
  const error = { code: 'model_unknown', message: 'x' };
  const { getByTestId, findByTestId } = await asked({
    ...{ stages: STAGES, items: [], reranker: { model: { modelId: 'm1' }, error } },
  });
  fireEvent.click(getByTestId('search-submit'));
  expect((await findByTestId('rerank-failed')).textContent).toMatch(/The finds stand as they were found/);
});

test('age, the model and the documents are set in the form', async () => {
  const { getByTestId, getByLabelText, findByLabelText, findByRole, getByRole, sent } = await asked();
  fireEvent.change(getByLabelText(/counts half/), { target: { value: '30' } });
  fireEvent.click(getByLabelText(/Let the base's model order/));
  fireEvent.click(getByRole('button', { name: 'In all documents' }));
  fireEvent.change(await findByLabelText('Name has'), { target: { value: 'log' } });
  await findByRole('button', { name: 'In some documents: 1 condition' });
  fireEvent.click(getByTestId('search-submit'));
  await waitFor(() => expect(sent).toHaveLength(1));
  expect(sent[0]?.body).toEqual({
    ...{ query: 'tides', mode: 'hybrid', limit: 10, rerank: false },
    ...{ decay: { halfLifeDays: 30 }, filter: { name: 'log' } },
  });
});
