import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { refusal, type Sent, show } from '../../testing/render.tsx';
import { aSource } from '../../testing/tools.ts';
import { Sources } from './sources.tsx';

const API = aSource({ kind: 'openapi', name: 'shop', title: 'Shop', auth: 'key' });
const withSource = (source = API, more: object = {}) => ({
  'GET /api/v1/tools': { items: [] },
  'GET /api/v1/tool-sources': { items: [source] },
  ...more,
});
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
const wrote = (sent: Sent[]) => sent.filter(({ method }) => method === 'PUT');

async function opened(answers: object, item: string) {
  const shown = await show(<Sources onTool={() => undefined} />, answers as never);
  fireEvent.click(await shown.findByTestId('source-menu'));
  fireEvent.click(await shown.findByTestId(item));
  return shown;
}

test('a newer document is imported from its address', async () => {
  const answers = withSource(API, { 'PUT /api/v1/tool-sources/s1/document': API });
  const { findByTestId, getByTestId, queryByTestId, sent } = await opened(answers, 'source-renew');
  type(await findByTestId('api-url'), ' https://shop.example/openapi.json ');
  fireEvent.click(getByTestId('api-read'));
  await waitFor(() =>
    expect(wrote(sent)[0]?.body).toEqual({ document: { url: 'https://shop.example/openapi.json' } }),
  );
  await waitFor(() => expect(queryByTestId('api-url')).toBeNull());
});

test('a document that cannot be read keeps the dialog open and says why', async () => {
  const answers = withSource(API, {
    'PUT /api/v1/tool-sources/s1/document': refusal(
      422,
      'openapi_invalid',
      'Cannot read OpenAPI document: no paths',
    ),
  });
  const { findByTestId, getByTestId, findByText } = await opened(answers, 'source-renew');
  type(await findByTestId('api-url'), 'https://shop.example/openapi.json');
  fireEvent.click(getByTestId('api-read'));
  await findByText('This is no valid OpenAPI document.');
  await findByTestId('api-url');
});

test('an authorization is changed with a new secret, and not without one', async () => {
  const answers = withSource(API, { 'PUT /api/v1/tool-sources/s1/auth': API });
  const { findByTestId, getByTestId, sent } = await opened(answers, 'source-auth');
  const save = (await findByTestId('auth-save')) as HTMLButtonElement;
  expect(save.disabled).toBe(true);
  type(getByTestId('auth-name'), 'X-Key');
  type(getByTestId('auth-secret'), 'another');
  fireEvent.click(save);
  await waitFor(() =>
    expect(wrote(sent)[0]?.body).toEqual({ kind: 'key', in: 'header', name: 'X-Key', key: 'another' }),
  );
});

test('a server with OAuth is authorized and not given a secret, and has no document', async () => {
  const source = aSource({ auth: 'oauth' });
  const { findByTestId, findByText, queryByTestId } = await show(
    <Sources onTool={() => undefined} />,
    withSource(source) as never,
  );
  fireEvent.click(await findByTestId('source-menu'));
  await findByText('Look at its tools again');
  expect(queryByTestId('source-renew')).toBeNull();
  expect(queryByTestId('source-auth')).toBeNull();
});
