import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Base, Provider } from '../../lib/api-types.ts';
import { type Answers, ME, refusal, show } from '../../testing/render.tsx';
import { page } from '../../testing/workflows.ts';
import { BaseEmbedding } from './base-embedding.tsx';

const BASE: Base = {
  id: 'b1',
  name: 'Harbour',
  description: '',
  documents: 1,
  visibility: 'workspace',
  createdBy: ME.user.id,
  granted: 'none',
  createdAt: 0,
};
const PROVIDER: Provider = {
  id: 'p1',
  kind: 'openai-compatible',
  name: 'Acme',
  baseUrl: null,
  keyHint: null,
  createdAt: 0,
};
const OFFLINE = {
  ...{ id: 'offline', name: 'offline', wireName: 'offline', inputMicrosPerMillion: 0 },
  ...{ outputMicrosPerMillion: 0, timeoutMs: 1, fallbackId: null, seesImages: false, isDefault: true },
  provider: { id: 'offline', kind: 'offline', name: 'AgenticGen' },
};
const CHAT = {
  ...{ ...OFFLINE, id: 'm1', name: 'Chatty', isDefault: false },
  provider: { id: 'p1', kind: 'openai-compatible', name: 'Acme' },
};
const MODEL = { providerId: 'p1', wireName: 'small' };
const PATH = '/api/v1/knowledge/bases/b1/embedding';
const open = (embedding: object, more: Answers = {}) =>
  show(<BaseEmbedding base={BASE} onClose={() => undefined} />, {
    [`GET ${PATH}`]: { model: null, change: null, error: null, reranker: null, ...embedding },
    [`PUT ${PATH}`]: { runId: 'r1' },
    'PUT /api/v1/knowledge/bases/b1/reranker': null,
    'PUT /api/v1/runs/r1/cancellation': { id: 'r1' },
    'GET /api/v1/model-providers': page(PROVIDER),
    'GET /api/v1/models': page(OFFLINE, CHAT),
    ...more,
  });

test('a base that learns takes on the model of a provider', async () => {
  const { findByRole, sent } = await open({});
  const dialog = within(await findByRole('dialog'));
  fireEvent.click(await dialog.findByLabelText(/An embedding model/));
  const save = dialog.getByTestId('embedding-save') as HTMLButtonElement;
  expect(save.disabled).toBe(true);
  fireEvent.change(dialog.getByTestId('embedding-wire-name'), { target: { value: ' small ' } });
  fireEvent.click(save);
  await waitFor(() => expect(sent.find(({ method }) => method === 'PUT')?.body).toEqual({ model: MODEL }));
});

test('a base with a model goes back to learning', async () => {
  const { findByRole, sent } = await open({ model: MODEL });
  const dialog = within(await findByRole('dialog'));
  const name = (await dialog.findByTestId('embedding-wire-name')) as HTMLInputElement;
  expect(name.value).toBe('small');
  fireEvent.click(dialog.getByLabelText(/Learned from the base itself/));
  fireEvent.click(dialog.getByTestId('embedding-save'));
  await waitFor(() => expect(sent.find(({ method }) => method === 'PUT')?.body).toEqual({ model: null }));
});

test('while vectors are made it says so, and can be stopped', async () => {
  const { findByTestId, getByRole, sent } = await open({ change: { model: MODEL, runId: 'r1' } });
  await findByTestId('embedding-under-way');
  fireEvent.click(getByRole('button', { name: 'Stop' }));
  await waitFor(() => expect(sent.some(({ path }) => path === '/api/v1/runs/r1/cancellation')).toBe(true));
});

test('what failed last, and a refusal, are said in the words of the catalogue', async () => {
  const error = { code: 'model_key_refused', message: 'x' };
  const { findByText, getByLabelText, getByTestId } = await open(
    { error },
    { [`PUT ${PATH}`]: () => refusal(404, 'provider_unknown') },
  );
  await findByText(/The last change failed: /);
  fireEvent.click(getByLabelText(/An embedding model/));
  fireEvent.change(getByTestId('embedding-wire-name'), { target: { value: 'x' } });
  fireEvent.click(getByTestId('embedding-save'));
  await findByText(/The provider is not there any more/);
});

const rankers = (sent: readonly { path: string; body: unknown }[]) =>
  sent.filter(({ path }) => path.endsWith('/reranker')).map(({ body }) => body);

test('a model can order what is found', async () => {
  const { findByLabelText, getByTestId, sent } = await open({});
  fireEvent.click(await findByLabelText(/A rerank endpoint/));
  expect((getByTestId('reranker-save') as HTMLButtonElement).disabled).toBe(true);
  fireEvent.change(getByTestId('reranker-wire-name'), { target: { value: 'bge ' } });
  fireEvent.click(getByTestId('reranker-save'));
  await waitFor(() => expect(rankers(sent)).toEqual([{ model: { providerId: 'p1', wireName: 'bge' } }]));
});

test('and no longer does when that is wanted', async () => {
  const { findByLabelText, getByTestId, sent } = await open({
    reranker: { providerId: 'p1', wireName: 'bge' },
  });
  fireEvent.click(await findByLabelText(/they stay as they were found/));
  fireEvent.click(getByTestId('reranker-save'));
  await waitFor(() => expect(rankers(sent)).toEqual([{ model: null }]));
});

test('a chat model can order what is found; the built-in one is not offered', async () => {
  const { findByLabelText, findByRole, getByTestId, findByText, sent } = await open({});
  fireEvent.click(await findByLabelText(/A chat model/));
  fireEvent.click(getByTestId('reranker-model'));
  await findByRole('option', { name: 'Chatty' });
  expect(document.querySelectorAll('[role=option]')).toHaveLength(1);
  fireEvent.click(getByTestId('reranker-save'));
  await waitFor(() => expect(rankers(sent)).toEqual([{ model: { modelId: 'm1' } }]));
  await findByText('Saved');
});

test('a chosen model that is gone is told as such, and can be given up', async () => {
  const { findByDisplayValue, getByLabelText, getByTestId, sent } = await open({
    reranker: { modelId: 'gone' },
  });
  await findByDisplayValue('A model that is not there any more');
  fireEvent.click(getByLabelText(/they stay as they were found/));
  fireEvent.click(getByTestId('reranker-save'));
  await waitFor(() => expect(rankers(sent)).toEqual([{ model: null }]));
});

test('a model that does not answer is refused, and said to be; a further choice takes that away', async () => {
  const { findByText, findByLabelText, getByTestId, queryByText, getByLabelText } = await open(
    {},
    { 'PUT /api/v1/knowledge/bases/b1/reranker': () => refusal(400, 'rank_offline') },
  );
  fireEvent.click(await findByLabelText(/A chat model/));
  fireEvent.click(getByTestId('reranker-save'));
  await findByText(/is rules and puts nothing in order/);
  fireEvent.click(getByLabelText(/they stay as they were found/));
  await waitFor(() => expect(queryByText(/is rules and puts nothing in order/)).toBeNull());
});

test('while vectors are made the order of finds can be chosen all the same', async () => {
  const { findByTestId, queryByTestId } = await open({ change: { model: MODEL, runId: 'r1' } });
  await findByTestId('embedding-under-way');
  expect(queryByTestId('reranker-save')).not.toBeNull();
  expect(queryByTestId('embedding-save')).toBeNull();
});

test('without a provider or a model it says where to add one', async () => {
  const { findByText, getByLabelText } = await open(
    {},
    { 'GET /api/v1/model-providers': page(), 'GET /api/v1/models': page(OFFLINE) },
  );
  await findByText(/Add a provider with embedding models/);
  await findByText('Add a model in the settings first.');
  for (const name of [/An embedding model/, /A rerank endpoint/, /A chat model/])
    expect((getByLabelText(name) as HTMLInputElement).disabled).toBe(true);
});
