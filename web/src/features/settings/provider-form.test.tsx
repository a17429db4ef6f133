import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import type { Provider } from '../../lib/api-types.ts';
import { type Answers, refusal, show } from '../../testing/render.tsx';
import { ProviderForm } from './provider-form.tsx';
import { Providers } from './providers.tsx';

const PROVIDER: Provider = {
  id: 'p1',
  kind: 'openai-compatible',
  name: 'Ours',
  baseUrl: 'http://127.0.0.1:9100/v1',
  keyHint: 'abcd',
  createdAt: 0,
};

async function open(answers: Answers, provider?: Provider) {
  const onDone = vi.fn();
  const view = await show(<ProviderForm onDone={onDone} {...(provider ? { provider } : {})} />, answers);
  const fill = (id: string, value: string) => fireEvent.change(view.getByTestId(id), { target: { value } });
  const save = () => fireEvent.click(view.getByTestId('provider-save'));
  return { ...view, onDone, fill, save };
}

test('a provider is added with its key; an address that was left out is none', async () => {
  const { sent, onDone, fill, save } = await open({ 'POST /api/v1/model-providers': PROVIDER });
  fill('provider-name', 'OpenAI');
  fill('provider-key', 'sk-secret');
  save();
  await waitFor(() => expect(onDone).toHaveBeenCalledTimes(1));
  expect(sent[0]?.body).toEqual({ kind: 'openai', name: 'OpenAI', baseUrl: null, key: 'sk-secret' });
});

test('an empty key leaves the stored one as it is, and the kind cannot be changed', async () => {
  const { sent, onDone, fill, save, getByTestId, getByText } = await open(
    { 'PATCH /api/v1/model-providers/p1': PROVIDER },
    PROVIDER,
  );
  getByText(/abcd/);
  expect(getByTestId('provider-kind')).toHaveProperty('disabled', true);
  fill('provider-name', 'Renamed');
  save();
  await waitFor(() => expect(onDone).toHaveBeenCalledTimes(1));
  expect(sent[0]?.body).toEqual({ name: 'Renamed', baseUrl: PROVIDER.baseUrl });
});

test('a refusal is told in the form, which stays open', async () => {
  const { findByTestId, onDone, fill, save } = await open({
    'POST /api/v1/model-providers': () => refusal(500, 'internal_error'),
  });
  fill('provider-name', 'OpenAI');
  save();
  expect((await findByTestId('form-problem')).textContent).toBeTruthy();
  expect(onDone).not.toHaveBeenCalled();
});

test('the list shows the end of a key and never more; without providers it says so', async () => {
  const full = await show(<Providers />, {
    'GET /api/v1/model-providers': { items: [PROVIDER], next: null },
  });
  expect((await full.findByTestId('provider-row')).textContent).toContain('abcd');
  full.unmount();
  const empty = await show(<Providers />, { 'GET /api/v1/model-providers': { items: [], next: null } });
  await waitFor(() => expect(empty.queryByRole('status')).toBeNull());
  expect(empty.queryByTestId('provider-row')).toBeNull();
});

test('a list that cannot be read offers another try, which reads it', async () => {
  let isDown = true;
  const { findByRole, findByTestId, getByRole } = await show(<Providers />, {
    'GET /api/v1/model-providers': () =>
      isDown ? refusal(503, 'overloaded') : { items: [PROVIDER], next: null },
  });
  expect((await findByRole('alert')).textContent).toContain('overloaded');
  isDown = false;
  fireEvent.click(getByRole('button', { name: 'Try again' }));
  await findByTestId('provider-row');
});
