import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Base } from '../../../lib/api-types.ts';
import { evaluation, result } from '../../../testing/quality.ts';
import { refusal, show } from '../../../testing/render.tsx';
import { formatOf, ImportForm } from './import-form.tsx';
import { Measurements } from './measurements.tsx';
import { QualityTab } from './quality-tab.tsx';
import { Questions } from './questions.tsx';
import { SetPage } from './set-page.tsx';

const BASE = {
  id: 'b',
  name: 'Harbour',
  description: '',
  documents: 1,
  visibility: 'workspace',
} as unknown as Base;
const SETS = 'GET /api/v1/knowledge/bases/b/question-sets';
const SET = { id: 's', baseId: 'b', name: 'Boats', questions: 2, createdBy: 'me', createdAt: 0 };
const PATH = '/api/v1/knowledge/bases/b/question-sets/s';
const PARAMS = { id: 'b', setId: 's' };
const DOCUMENTS = { 'GET /api/v1/knowledge/bases/b/documents': list({ id: 'd', name: 'keel.md' }) };
const QUESTION = {
  ...{ id: 'q', text: 'What is the keel of?', createdAt: 0 },
  expected: [{ documentId: 'd', documentName: 'keel.md', grade: 3, quote: 'of lead', span: null }],
};

function list(...items: unknown[]) {
  return { items, next: null };
}

test('sets lead to their pages; without any the tab says what they are for', async () => {
  const some = await show(<QualityTab base={BASE} />, { [SETS]: list(SET) });
  const row = await some.findByTestId('set-row');
  expect(row.getAttribute('href')).toBe('/knowledge/b/quality/s');
  expect(row.textContent).toContain('2 questions');
  some.unmount();
  const none = await show(<QualityTab base={BASE} />, { [SETS]: list() });
  await none.findByText('No question sets yet');
});

test('a set is made by its name', async () => {
  const { findByTestId, sent } = await show(<QualityTab base={BASE} />, {
    [SETS]: list(),
    [`POST ${PATH.slice(0, -2)}`]: SET,
  });
  fireEvent.click(await findByTestId('set-create'));
  fireEvent.change(await findByTestId('set-name'), { target: { value: ' Boats ' } });
  fireEvent.click(await findByTestId('set-save'));
  await waitFor(() =>
    expect(
      sent.some(({ method, body }) => method === 'POST' && (body as { name?: string })?.name === 'Boats'),
    ).toBe(true),
  );
});

test('questions show what they expect; who may not edit is offered nothing', async () => {
  const edit = await show(<Questions params={PARAMS} mayEdit />, {
    [`GET ${PATH}/questions`]: list(QUESTION, { ...QUESTION, id: 'r', text: 'Who?', expected: [] }),
  });
  const [first, second] = await edit.findAllByTestId('question-row');
  expect(first?.textContent).toContain('keel.md · “of lead” · grade 3');
  expect(second?.textContent).toContain('Nothing is expected');
  expect(edit.queryByTestId('question-add')).not.toBeNull();
  edit.unmount();
  const read = await show(<Questions params={PARAMS} mayEdit={false} />, {
    [`GET ${PATH}/questions`]: list(QUESTION),
  });
  await read.findByTestId('question-row');
  expect(read.queryByTestId('question-add')).toBeNull();
  expect(read.queryByTestId('question-delete')).toBeNull();
});

const PASSAGES = 'GET /api/v1/knowledge/bases/b/documents/d/passages';
const passage = (id: string, text: string, start: number) => ({
  ...{ id, documentId: 'd', heading: null, page: null, text, version: 2 },
  ...{ start, end: start + text.length },
});

test('a passage is chosen by its place, and taken back', async () => {
  const { findByRole, findByTestId, findAllByTestId, getByTestId, getByLabelText, sent } = await show(
    <Questions params={PARAMS} mayEdit />,
    {
      ...DOCUMENTS,
      [`GET ${PATH}/questions`]: list(QUESTION),
      [`PUT ${PATH}/questions/q`]: QUESTION,
      [PASSAGES]: list(passage('p1', 'The mast is pine.', 0), passage('p2', 'The keel is lead.', 20)),
    },
  );
  fireEvent.click(await findByRole('button', { name: 'Edit “What is the keel of?”' }));
  fireEvent.click(await findByTestId('expected-place'));
  expect(await findAllByTestId('passage')).toHaveLength(2);
  fireEvent.change(getByTestId('passage-words'), { target: { value: 'LEAD keel' } });
  const [only, ...others] = await findAllByTestId('passage');
  expect(others).toHaveLength(0);
  fireEvent.click(only!);
  expect(((await findByTestId('expected-span')) as HTMLInputElement).value).toBe('“The keel is lead.”');
  fireEvent.click(getByTestId('question-save'));
  const span = { start: 20, end: 37, version: 2 };
  const expected = { documentId: 'd', grade: 3, quote: null, span };
  await waitFor(() =>
    expect(sent.find(({ method }) => method === 'PUT')?.body).toMatchObject({ expected: [expected] }),
  );
  fireEvent.click(await findByRole('button', { name: 'Edit “What is the keel of?”' }));
  fireEvent.click(await findByTestId('expected-place'));
  fireEvent.click((await findAllByTestId('passage'))[0]!);
  fireEvent.click(getByLabelText('Expect no passage by its place'));
  await waitFor(() => expect(getByLabelText('Quoted words')).not.toBeNull());
});

test('places that are expected are told, two of one document beside each other', async () => {
  const at = (start: number) => ({
    ...{ documentId: 'd', documentName: 'keel.md', grade: 1, quote: null },
    span: { start, end: start + 9, version: 1 },
  });
  const { findByTestId, findByDisplayValue, getByRole, findAllByTestId } = await show(
    <Questions params={PARAMS} mayEdit />,
    {
      ...DOCUMENTS,
      [`GET ${PATH}/questions`]: list({ ...QUESTION, expected: [at(0), at(50)] }),
      [PASSAGES]: list({ ...passage('p1', 'Of lead.!', 0), version: 1 }),
    },
  );
  const row = await findByTestId('question-row');
  expect(row.textContent).toContain('characters 0 to 9, version 1');
  expect(row.textContent).toContain('characters 50 to 59, version 1');
  fireEvent.click(getByRole('button', { name: 'Edit “What is the keel of?”' }));
  await findByDisplayValue('“Of lead.!”');
  const places = (await findAllByTestId('expected-span')) as HTMLInputElement[];
  expect(places.map(({ value }) => value)).toEqual(['“Of lead.!”', 'characters 50 to 59, version 1']);
});

test('age and the order by a model are settings of a measurement', async () => {
  const { findByTestId, findByLabelText, getByLabelText, sent } = await show(
    <Measurements params={PARAMS} isEmpty={false} />,
    {
      [`GET ${PATH}/evaluations`]: list(),
      [`POST ${PATH}/evaluations`]: { evaluationId: 'e', runId: 'r' },
    },
  );
  fireEvent.click(await findByTestId('measure'));
  fireEvent.change(await findByLabelText(/counts half/), { target: { value: '30' } });
  fireEvent.click(getByLabelText(/Let the base's model order/));
  fireEvent.click(await findByTestId('measure-start'));
  await waitFor(() =>
    expect(sent.find(({ method }) => method === 'POST')?.body).toMatchObject({
      ...{ decay: { halfLifeDays: 30 }, rerank: false },
    }),
  );
});

test('a question is written with what it expects, and changed', async () => {
  const { findByRole, findByTestId, sent } = await show(<Questions params={PARAMS} mayEdit />, {
    ...DOCUMENTS,
    [`GET ${PATH}/questions`]: list(QUESTION),
    [`PUT ${PATH}/questions/q`]: QUESTION,
  });
  fireEvent.click(await findByRole('button', { name: 'Edit “What is the keel of?”' }));
  fireEvent.change(await findByTestId('question-text'), { target: { value: 'Of what is it?' } });
  fireEvent.click(await findByTestId('expected-add'));
  fireEvent.click(await findByTestId('question-save'));
  await waitFor(() =>
    expect(sent.find(({ method }) => method === 'PUT')?.body).toEqual({
      text: 'Of what is it?',
      expected: [{ documentId: 'd', grade: 3, quote: 'of lead', span: null }],
    }),
  );
});

test('an import tells each row that does not fit, and keeps what was pasted', async () => {
  expect(['[{}]', ' {"a":1}', 'question,document'].map(formatOf)).toEqual(['json', 'json', 'csv']);
  const errors = [{ path: '2.document', message: 'No such document in this base' }];
  const { findByTestId } = await show(<ImportForm params={PARAMS} onClose={() => undefined} />, {
    [`POST ${PATH}/import`]: Response.json(
      { status: 422, code: 'import_unfit', detail: '', errors },
      { status: 422 },
    ),
  });
  const text = (await findByTestId('import-text')) as HTMLTextAreaElement;
  fireEvent.change(text, { target: { value: 'question,document\nA?,x' } });
  fireEvent.click(await findByTestId('import-save'));
  expect((await findByTestId('import-faults')).textContent).toBe('2.document No such document in this base');
  expect(text.value).toBe('question,document\nA?,x');
});

test('suggestions are picked and added with their documents', async () => {
  const suggestion = {
    text: 'What is said about Keels?',
    expected: [{ documentId: 'd', grade: 1, quote: null, span: null }],
  };
  const { findByTestId, sent } = await show(<Questions params={PARAMS} mayEdit />, {
    [`GET ${PATH}/questions`]: list(QUESTION),
    [`GET ${PATH}/suggestions`]: { items: [suggestion] },
    [`POST ${PATH}/import`]: { added: 1 },
  });
  fireEvent.click(await findByTestId('question-suggest'));
  fireEvent.click(await findByTestId('suggestion'));
  fireEvent.click(await findByTestId('suggestions-save'));
  await waitFor(() => {
    const given = sent.find(({ method }) => method === 'POST')?.body as { text: string } | undefined;
    expect(JSON.parse(given?.text ?? '[]')).toEqual([
      { question: suggestion.text, expected: [{ document: 'd' }] },
    ]);
  });
});

test('measurements show their settings and measures, and how they went', async () => {
  const other = evaluation('1', {
    settings: { ...evaluation('1').settings, mode: 'keyword', limit: 3, diversity: 0.2 },
  });
  const { findAllByTestId, getByRole } = await show(<Measurements params={PARAMS} isEmpty={false} />, {
    [`GET ${PATH}/evaluations`]: list(evaluation('2'), other),
  });
  const [first, second] = await findAllByTestId('evaluation-row');
  expect(first?.textContent).toContain('Hybrid · first 10');
  expect(first?.textContent).toContain('2 of 3 questions judged');
  expect(first?.textContent).toMatch(/50\s?%25\s?%100\s?%–/);
  expect(second?.textContent).toContain('first 3 · diversity 0.2');
  expect(getByRole('img').getAttribute('aria-label')).toContain('nDCG 25');
});

test('one measurement is shown by question, two are compared, the newer against the older', async () => {
  const { findAllByTestId, findByTestId } = await show(<Measurements params={PARAMS} isEmpty={false} />, {
    [`GET ${PATH}/evaluations`]: list(evaluation('2'), evaluation('1')),
    [`GET ${PATH}/evaluations/2/results`]: list(
      result('a', 0.2, { found: [{ documentId: 'd', documentName: 'keel.md', passageId: 'p', grade: 1 }] }),
      result('b', 1),
    ),
    [`GET ${PATH}/evaluations/1/results`]: list(result('a', 0.5), result('b', 0.5)),
  });
  const [newer, older] = await findAllByTestId('evaluation-choose');
  fireEvent.click(older as HTMLElement);
  expect((await findAllByTestId('result-row')).length).toBe(2);
  fireEvent.click(newer as HTMLElement);
  const rows = await findAllByTestId('compared-question');
  expect(rows.map((row) => within(row).getByTestId('verdict').dataset['verdict'])).toEqual([
    'worse',
    'better',
  ]);
  expect(rows[0]?.textContent).toMatch(/50\s?% → 20\s?%/);
  expect(rows[0]?.textContent).toContain('keel.md expected');
  expect((await findByTestId('comparison')).textContent).toContain('Compared question by question');
});

test('one under way shows how far it is and can be stopped; a failed one says so', async () => {
  const progressed = {
    sequence: 1,
    type: 'evaluation.progressed',
    at: 0,
    step: null,
    attempt: 1,
    payload: { done: 10, of: 40 },
  };
  const { findByText, findByTestId, getAllByTestId, sent } = await show(
    <Measurements params={PARAMS} isEmpty={false} />,
    {
      [`GET ${PATH}/evaluations`]: list(
        evaluation('2', { state: 'running', measures: null }),
        evaluation('1', { state: 'failed', measures: null }),
      ),
      'GET /api/v1/runs/run-2/events': new Response(`data: ${JSON.stringify(progressed)}\n\n`),
      'PUT /api/v1/runs/run-2/cancellation': {},
    },
  );
  await findByText('10 of 40');
  expect(getAllByTestId('run-state')[0]?.dataset['state']).toBe('failed');
  fireEvent.click(await findByTestId('evaluation-stop'));
  await waitFor(() => expect(sent.some(({ method }) => method === 'PUT')).toBe(true));
});

test('a measurement begins with the settings of the last one', async () => {
  const last = evaluation('1', { settings: { ...evaluation('1').settings, limit: 7 } });
  const { findByTestId, sent } = await show(<Measurements params={PARAMS} isEmpty={false} />, {
    [`GET ${PATH}/evaluations`]: list(last),
    [`POST ${PATH}/evaluations`]: { evaluationId: '2', runId: 'r' },
  });
  fireEvent.click(await findByTestId('measure'));
  fireEvent.click(await findByTestId('measure-start'));
  await waitFor(() => expect(sent.find(({ method }) => method === 'POST')?.body).toEqual(last.settings));
});

test('without questions or measurements the page says what comes first', async () => {
  const empty = await show(<Measurements params={PARAMS} isEmpty />, { [`GET ${PATH}/evaluations`]: list() });
  await empty.findByText('Add questions first.');
  expect(empty.queryByTestId('measure')).toBeNull();
  empty.unmount();
  const page = await show(<SetPage baseId="b" setId="s" />, {
    'GET /api/v1/knowledge/bases/b': BASE,
    [`GET ${PATH}`]: { ...SET, questions: 0 },
    [`GET ${PATH}/questions`]: list(),
  });
  await page.findByText('No questions yet');
  page.unmount();
  const gone = await show(<SetPage baseId="b" setId="s" />, {
    'GET /api/v1/knowledge/bases/b': BASE,
    [`GET ${PATH}`]: refusal(404, 'not_found'),
  });
  await gone.findByRole('alert');
});
