import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Model, Role } from '../../lib/api-types.ts';
import { type Answers, refusal, show } from '../../testing/render.tsx';
import { meAs } from '../../testing/roles.ts';
import { page } from '../../testing/workflows.ts';
import { KeysSection } from './keys-section.tsx';
import { ModelForm } from './model-form.tsx';
import { ModelsSection } from './models-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { ProviderTest } from './provider-test.tsx';
import { SandboxSection } from './sandbox-section.tsx';
import { SettingsPage } from './settings-page.tsx';
import { UsageSection } from './usage-section.tsx';

const PROVIDER = {
  id: 'p1',
  kind: 'openai' as const,
  name: 'Ours',
  baseUrl: null,
  keyHint: 'abcd',
  createdAt: 0,
};

function model(given: Partial<Model> = {}): Model {
  return {
    id: 'm1',
    name: 'Large',
    wireName: 'large-1',
    provider: PROVIDER,
    inputMicrosPerMillion: 2_000_000,
    outputMicrosPerMillion: 8_000_000,
    timeoutMs: 60_000,
    fallbackId: null,
    seesImages: false,
    isDefault: false,
    ...given,
  };
}
const OFFLINE = model({
  id: 'offline',
  name: 'Offline',
  isDefault: true,
  inputMicrosPerMillion: 0,
  outputMicrosPerMillion: 0,
});

const SECTIONS: [Role, string[]][] = [
  ['viewer', ['profile', 'models', 'members', 'keys', 'sandbox']],
  ['developer', ['profile', 'models', 'members', 'keys', 'sandbox']],
  ['admin', ['profile', 'models', 'usage', 'members', 'keys', 'sandbox', 'audit']],
];

for (const [role, sections] of SECTIONS) {
  test(`a ${role} sees the sections of settings that are for them`, async () => {
    const { findAllByRole } = await show(<SettingsPage />, {}, 'en', meAs(role));
    const tabs = await findAllByRole('tab');
    expect(tabs.map(({ dataset }) => dataset['testid'])).toEqual(sections.map((id) => `settings-${id}`));
  });
}

test('a section that is not for the reader opens the first instead', async () => {
  const { findByTestId } = await show(<SettingsPage section="usage" />, {}, 'en', meAs('viewer'));
  expect((await findByTestId('settings-profile')).getAttribute('aria-selected')).toBe('true');
});

test('a key is made once and shown once', async () => {
  const { findByTestId, getByTestId, findByText, sent } = await show(<KeysSection />, {
    'GET /api/v1/keys': page(),
    'POST /api/v1/keys': { id: 'k1', key: 'ak_secret', name: 'CI', prefix: 'ak_se' },
  });
  await findByText('No API keys yet');
  fireEvent.click(getByTestId('key-create'));
  fireEvent.change(await findByTestId('key-name'), { target: { value: 'CI' } });
  fireEvent.click(getByTestId('key-save'));
  expect(await findByTestId('shown-once')).toHaveProperty('value', 'ak_secret');
  expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ name: 'CI' });
});

test('a key tells when it was used and expires, and is revoked after a question', async () => {
  const key = { id: 'k1', name: 'CI', prefix: 'ak_se', createdAt: 0, usedAt: null, expiresAt: null };
  const { findByTestId, findByRole, sent } = await show(<KeysSection />, {
    'GET /api/v1/keys': page(key),
    'DELETE /api/v1/keys/k1': {},
  });
  const row = await findByTestId('key-row');
  expect(row.textContent).toContain('ak_se…');
  expect(row.textContent).toContain('never used · never expires');
  fireEvent.click(within(row).getByRole('button'));
  const dialog = await findByRole('dialog');
  fireEvent.click(within(dialog).getAllByRole('button').at(-1)!);
  await waitFor(() => expect(sent.some(({ method }) => method === 'DELETE')).toBe(true));
});

const MODELS: Answers = {
  'GET /api/v1/models': page(OFFLINE, model()),
  'GET /api/v1/model-providers': page(PROVIDER),
};

test('models show provider and price; the built-in one costs nothing and can not be removed', async () => {
  const { findAllByTestId } = await show(<ModelsSection />, MODELS, 'en', meAs('admin'));
  const [offline, large] = await findAllByTestId('model-row');
  within(offline!).getByTestId('model-default');
  expect(within(offline!).queryByRole('button')).toBeNull();
  expect(offline!.textContent).not.toContain('$');
  expect(large!.textContent).toContain('Ours · large-1');
  expect(large!.textContent).toContain('$2.00');
});

test('another model is made the default; a refusal is told', async () => {
  let isRefused = true;
  const { findAllByTestId, findByText, sent } = await show(
    <ModelsSection />,
    { ...MODELS, 'PUT /api/v1/models/m1/default': () => (isRefused ? refusal(503, 'overloaded') : model()) },
    'en',
    meAs('admin'),
  );
  const [, large] = await findAllByTestId('model-row');
  const button = within(large!).getByRole('button', { name: 'Make default' });
  fireEvent.click(button);
  await findByText('That did not work');
  isRefused = false;
  fireEvent.click(button);
  await waitFor(() => expect(sent.filter(({ path }) => path === '/api/v1/models').length).toBe(2));
});

test('a developer sees the models, and neither providers nor acts', async () => {
  const { findAllByTestId, queryByTestId, sent } = await show(
    <ModelsSection />,
    MODELS,
    'en',
    meAs('developer'),
  );
  const [, large] = await findAllByTestId('model-row');
  expect(within(large!).queryByRole('button')).toBeNull();
  expect(queryByTestId('provider-add') ?? queryByTestId('model-add')).toBeNull();
  expect(sent.some(({ path }) => path === '/api/v1/model-providers')).toBe(false);
});

test('a model is added with prices in millionths, by its wire name where it has no other', async () => {
  let isDone = false;
  const { getByTestId, getByLabelText, sent } = await show(
    <ModelForm
      providers={[PROVIDER]}
      models={[OFFLINE]}
      onDone={() => {
        isDone = true;
      }}
    />,
    { 'POST /api/v1/models': model() },
  );
  fireEvent.change(getByTestId('model-wire-name'), { target: { value: 'large-1' } });
  fireEvent.change(getByLabelText(/input/i), { target: { value: '2.5' } });
  fireEvent.click(getByTestId('model-save'));
  await waitFor(() => expect(isDone).toBe(true));
  expect(sent[0]?.body).toEqual({
    providerId: 'p1',
    name: 'large-1',
    seesImages: false,
    wireName: 'large-1',
    inputMicrosPerMillion: 2_500_000,
    outputMicrosPerMillion: 0,
    fallbackId: null,
  });
});

test('a test call tells how fast the model was, or why it failed', async () => {
  const results = [
    { ok: true, durationMs: 900, firstTokenMs: 300, error: null },
    { ok: false, durationMs: 5, firstTokenMs: null, error: { code: 'model_refused', message: 'Bad key' } },
  ];
  const { getByTestId, findByTestId, sent } = await show(<ProviderTest provider={PROVIDER} />, {
    'GET /api/v1/models': page(model()),
    'POST /api/v1/model-providers/p1/test': () => results.shift(),
  });
  await waitFor(() => expect(getByTestId('provider-test-model')).toHaveProperty('value', 'large-1'));
  fireEvent.click(getByTestId('provider-test-run'));
  expect((await findByTestId('provider-test-ok')).textContent).toContain('300 ms');
  fireEvent.change(getByTestId('provider-test-model'), { target: { value: 'other' } });
  fireEvent.click(getByTestId('provider-test-run'));
  expect((await findByTestId('provider-test-failed')).textContent).toContain('model_refused: Bad key');
  expect(sent.filter(({ method }) => method === 'POST').map(({ body }) => body)).toEqual([
    { wireName: 'large-1' },
    { wireName: 'other' },
  ]);
});

test('the profile is saved once it was changed, and a refusal is told', async () => {
  let answer: unknown = refusal(500, 'internal_error');
  const { getByRole, findByTestId, getByDisplayValue, findByText, sent } = await show(<ProfileSection />, {
    'PATCH /api/v1/me': () => answer,
    'GET /api/v1/me': meAs('super_admin'),
  });
  const save = getByRole('button', { name: 'Save' });
  expect(save).toHaveProperty('disabled', true);
  fireEvent.change(getByDisplayValue('Ada'), { target: { value: 'Ada L.' } });
  fireEvent.click(save);
  await findByTestId('form-problem');
  answer = {};
  fireEvent.click(save);
  await findByText('Saved');
  expect(sent.filter(({ method }) => method === 'PATCH').at(-1)?.body).toEqual({ name: 'Ada L.' });
});

test('usage names models, also one that is gone, and can be read for another time', async () => {
  const row = { calls: 1_234, failures: 2, inputTokens: 10, outputTokens: 20, costMicros: 1_500_000 };
  const { findByText, getByText, getByRole, sent } = await show(<UsageSection />, {
    'GET /api/v1/models/usage': {
      items: [
        { modelId: 'm1', ...row },
        { modelId: 'gone', ...row },
      ],
    },
    'GET /api/v1/models': page(model()),
  });
  await findByText('Large');
  getByText('gone');
  expect(getByText('Large').closest('tr')?.textContent).toBe('Large1,23421020$1.50');
  fireEvent.click(getByRole('radio', { name: '7 days' }));
  await waitFor(() => expect(sent.filter(({ path }) => path.endsWith('/usage')).length).toBe(2));
});

test('without usage it says so', async () => {
  const { findByRole } = await show(<UsageSection />, { 'GET /api/v1/models/usage': { items: [] } });
  await findByRole('heading', { level: 2, name: /No/ });
});

test('a sandbox that is not there says why and how to get it', async () => {
  const { findByText, getByTestId } = await show(<SandboxSection />, {
    'GET /api/v1/sandbox': {
      level: 'unavailable',
      reason: 'bubblewrap is missing',
      fix: 'apt-get install bubblewrap',
      python: null,
      javascript: '26.1.0',
    },
  });
  await findByText('bubblewrap is missing');
  await findByText('apt-get install bubblewrap');
  expect(getByTestId('sandbox-level').textContent).toBe('Not available: code is refused');
});

test('a sandbox without control groups is one, and says what it lacks', async () => {
  const { findByText, getByTestId } = await show(<SandboxSection />, {
    'GET /api/v1/sandbox': {
      level: 'namespace without cgroups',
      reason: 'No control groups: version 2 does not control memory here',
      fix: 'Delegate=yes',
      python: 'Python 3.11.2',
      javascript: 'Node 26.1.0',
    },
  });
  await findByText(/does not control memory/);
  await findByText('Delegate=yes');
  expect(getByTestId('sandbox-level').textContent).toMatch(/^Kernel namespaces, without control groups/);
});
