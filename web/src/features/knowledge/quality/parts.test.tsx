import { fireEvent, waitFor } from '@testing-library/react';
import i18next from 'i18next';
import { expect, test, vi } from 'vitest';
import type { Evaluation } from '../../../lib/api-types.ts';
import { evaluation } from '../../../testing/quality.ts';
import { refusal, show } from '../../../testing/render.tsx';
import { emptyExpected, toExpected } from './draft-expected.ts';
import { HistoryChart } from './history-chart.tsx';
import { MeasureForm } from './measure-form.tsx';
import { NameForm } from './name-form.tsx';
import { settingsText } from './settings-text.ts';

const PARAMS = { id: 'b', setId: 's' };
const START = 'POST /api/v1/knowledge/bases/b/question-sets/s/evaluations';
const settings = (given: Partial<Evaluation['settings']> = {}) => ({ ...evaluation('1').settings, ...given });
const measured = (id: string, ndcg: number) =>
  evaluation(id, { measures: { ...evaluation(id).measures, ndcg } as Evaluation['measures'] });

test('drafts without a document are left out, and an empty quote is none', () => {
  const kept = { ...emptyExpected(), documentId: 'd', quote: '  ' };
  expect(toExpected([emptyExpected(), kept])).toEqual([
    { documentId: 'd', grade: 1, quote: null, span: null },
  ]);
  const quoted = { ...kept, quote: ' of lead ', grade: 3, documentName: 'keel.md' };
  expect(toExpected([quoted])).toEqual([{ documentId: 'd', grade: 3, quote: 'of lead', span: null }]);
});

test('a place in a document stays where nothing else was changed', () => {
  const span = { start: 1, end: 9, version: 2 };
  expect(toExpected([{ ...emptyExpected(), documentId: 'd', span }])[0]?.span).toEqual(span);
});

test('each draft has a key of its own', () => {
  expect(emptyExpected().key).not.toBe(emptyExpected().key);
});

test('settings are told by what differs from the usual', async () => {
  const { unmount } = await show(null);
  const said = (
    given: Partial<Evaluation['settings']> = {},
    models: Evaluation['models'] = { embedding: null, reranker: null },
  ) => settingsText({ settings: settings(given), models }, i18next.t);
  expect(said()).toBe('Hybrid · first 10');
  expect(said({ weights: { keyword: 2, vector: 0.5 } })).toBe('Hybrid · first 10 · words 2 : meaning 0.5');
  expect(said({ mode: 'keyword', weights: { keyword: 2, vector: 0.5 } })).toBe('Keyword · first 10');
  expect(said({ limit: 3, diversity: 0.4, answers: true })).toBe(
    'Hybrid · first 3 · diversity 0.4 · with answers',
  );
  expect(said({ decay: { halfLifeDays: 30 } })).toBe('Hybrid · first 10 · age halves in 30 days');
  const models = { embedding: 'small', reranker: 'Chatty' };
  expect(said({}, models)).toBe('Hybrid · first 10 · vectors by small · ordered by Chatty');
  expect(said({ mode: 'keyword', rerank: false }, models)).toBe('Keyword · first 10 · no model orders');
  expect(said({}, null)).toBe('Hybrid · first 10');
  unmount();
});

test('the chart goes from the oldest to the newest, and tells the latest in words', async () => {
  const { container, getByRole } = await show(
    <HistoryChart evaluations={[measured('2', 1), measured('1', 0)]} />,
  );
  const [ndcg] = container.querySelectorAll('polyline');
  const [first, last] = (ndcg?.getAttribute('points') ?? '')
    .split(' ')
    .map((point) => point.split(',').map(Number));
  expect(first?.[0]).toBeLessThan(last?.[0] ?? 0);
  expect(first?.[1]).toBeGreaterThan(last?.[1] ?? 0);
  expect(getByRole('img').getAttribute('aria-label')).toMatch(/nDCG 100\s?%/);
});

test('there is no chart of one measurement, nor of those that did not end', async () => {
  const unfinished = evaluation('2', { state: 'failed', measures: null });
  const { container } = await show(<HistoryChart evaluations={[unfinished, measured('1', 0.5)]} />);
  expect(container.querySelector('svg')).toBeNull();
});

test('weights are offered where there are two rankings', async () => {
  const onClose = vi.fn();
  const { findByLabelText, getByText, queryByLabelText, sent, findByTestId } = await show(
    <MeasureForm params={PARAMS} initial={settings()} onClose={onClose} />,
    { [START]: { evaluationId: 'e', runId: 'r' } },
  );
  await findByLabelText('Weight of words');
  fireEvent.click(getByText('Vector'));
  await waitFor(() => expect(queryByLabelText('Weight of words')).toBeNull());
  fireEvent.click(getByText('Answer each question as well'));
  fireEvent.click(await findByTestId('measure-start'));
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  const body = sent.find(({ method }) => method === 'POST')?.body;
  expect(body).toEqual(settings({ mode: 'vector', answers: true }));
});

test('a measurement that is refused keeps its form and says why', async () => {
  const onClose = vi.fn();
  const { findByTestId, findByText } = await show(
    <MeasureForm params={PARAMS} initial={settings()} onClose={onClose} />,
    { [START]: refusal(409, 'set_empty') },
  );
  fireEvent.click(await findByTestId('measure-start'));
  await findByText('The set has no questions yet.');
  expect(onClose).not.toHaveBeenCalled();
});

test('a name is trimmed, and one of spaces is none', async () => {
  const onSave = vi.fn(() => Promise.resolve());
  const onClose = vi.fn();
  const { findByTestId } = await show(
    <NameForm title="Rename" isOpen initial="Boats" onClose={onClose} onSave={onSave} />,
  );
  const name = (await findByTestId('set-name')) as HTMLInputElement;
  const save = (await findByTestId('set-save')) as HTMLButtonElement;
  expect(name.value).toBe('Boats');
  fireEvent.change(name, { target: { value: '   ' } });
  expect(save.disabled).toBe(true);
  fireEvent.change(name, { target: { value: ' Ships ' } });
  fireEvent.click(save);
  await waitFor(() => expect(onClose).toHaveBeenCalled());
  expect(onSave).toHaveBeenCalledWith('Ships');
});

test('a name that could not be saved stays written', async () => {
  const onSave = () => Promise.reject(new TypeError('offline'));
  const onClose = vi.fn();
  const { findByTestId, findByRole } = await show(
    <NameForm title="Rename" isOpen initial="Boats" onClose={onClose} onSave={onSave} />,
  );
  fireEvent.click(await findByTestId('set-save'));
  await findByRole('alert');
  expect(((await findByTestId('set-name')) as HTMLInputElement).value).toBe('Boats');
  expect(onClose).not.toHaveBeenCalled();
});
