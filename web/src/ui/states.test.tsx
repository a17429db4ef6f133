import { fireEvent } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { networkProblem, problemFrom } from '../lib/problem.ts';
import { show } from '../testing/render.tsx';
import { ErrorState, Loaded } from './states.tsx';

const reading = (data: string | undefined, error: unknown = null) => ({ data, error, refetch: vi.fn() });

test('while nothing has come the page says that it loads', async () => {
  const { getByRole } = await show(<Loaded of={reading(undefined)}>{(text) => text}</Loaded>);
  expect(getByRole('status').getAttribute('aria-label')).toBe('Loading');
});

test('what came before stays visible when reading it again fails', async () => {
  const of = reading('what came', networkProblem());
  const { getByText, queryByRole } = await show(<Loaded of={of}>{(text) => <p>{text}</p>}</Loaded>);
  getByText('what came');
  expect(queryByRole('alert')).toBeNull();
});

test('a failure has words, its code, the request, and another try', async () => {
  const of = reading(undefined, problemFrom(500, { code: 'internal_error', detail: 'Oh', requestId: 'r-7' }));
  const { getByRole } = await show(<Loaded of={of}>{(text) => text}</Loaded>);
  for (const text of ['internal_error', 'r-7']) expect(getByRole('alert').textContent).toContain(text);
  fireEvent.click(getByRole('button', { name: 'Try again' }));
  expect(of.refetch).toHaveBeenCalledTimes(1);
});

test('a network that is away is told in the reader’s language', async () => {
  const { getByRole, queryByRole } = await show(<ErrorState error={networkProblem()} />, {}, 'zh-CN');
  expect(getByRole('alert').textContent).toMatch(/\p{Script=Han}/u);
  expect(queryByRole('button')).toBeNull();
});
