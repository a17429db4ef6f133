import { waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { refusal, show } from '../../testing/render.tsx';
import { aSource } from '../../testing/tools.ts';
import { ConnectedPage } from './connected-page.tsx';

const ROUTE = 'PUT /api/v1/tool-sources/s1/authorization';
beforeEach(() => sessionStorage.clear());

test('the code that a person comes back with is handed in once, and the page says that it worked', async () => {
  sessionStorage.setItem('agenticgen.authorizing', 's1');
  const { findByText, sent } = await show(<ConnectedPage code="c" state="x" />, { [ROUTE]: aSource() });
  await findByText('The server is authorized');
  expect(sent.filter(({ method }) => method === 'PUT').map(({ body }) => body)).toEqual([
    { code: 'c', state: 'x' },
  ]);
  expect(sessionStorage.getItem('agenticgen.authorizing')).toBeNull();
});

test('a refusal is told, and the way back is there', async () => {
  sessionStorage.setItem('agenticgen.authorizing', 's1');
  const answers = { [ROUTE]: refusal(502, 'authorization_failed') };
  const { findByRole, getByText } = await show(<ConnectedPage code="c" state="x" />, answers);
  await waitFor(async () => expect((await findByRole('alert')).textContent).toContain('did not authorize'));
  expect(getByText('Back to tools').closest('a')?.getAttribute('href')).toBe('/tools');
});

test('who comes without having been sent away hands nothing in', async () => {
  const { findByText, sent } = await show(<ConnectedPage code="c" state="x" />);
  await findByText('The server did not say that the connection is allowed.');
  expect(sent).toEqual([]);
});
