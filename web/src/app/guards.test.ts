import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { ApiProblem } from '../lib/problem.ts';
import { requireNoSession, requireSession } from './guards.ts';
import type { RouterContext } from './router.ts';

interface Given {
  isSignedIn?: boolean;
  /** What the server answers to a route. */
  call?: (route: string) => unknown;
}

function context({ isSignedIn = false, call = () => ({}) }: Given) {
  let session = isSignedIn ? { accessToken: 'a' } : null;
  const asked: string[] = [];
  const client = {
    sessions: { read: () => session },
    api: {
      call: async (route: string) => {
        asked.push(route);
        return call(route);
      },
    },
  };
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const given = { client, queries } as unknown as RouterContext;
  return { given, asked, signOut: () => (session = null) };
}

const goal = async (act: () => unknown) => {
  try {
    await act();
    return null;
  } catch (error) {
    const { to, search } = (error as { options: { to?: string; search?: unknown } }).options;
    return { to, ...(search === undefined ? {} : { search }) };
  }
};

test('without a session and without an owner the way leads to set-up', async () => {
  const { given } = context({ call: () => ({ required: true }) });
  expect(await goal(() => requireSession(given, '/agents'))).toEqual({ to: '/setup' });
});

test('without a session the way leads to sign-in and back, except to where everybody begins', async () => {
  const { given } = context({ call: () => ({ required: false }) });
  const back = { to: '/sign-in', search: { to: '/runs?state=failed' } };
  expect(await goal(() => requireSession(given, '/runs?state=failed'))).toEqual(back);
  expect(await goal(() => requireSession(given, '/chat'))).toEqual({ to: '/sign-in', search: {} });
});

test('with a session the reader is known before the page is shown, and asked for once', async () => {
  const { given, asked } = context({ isSignedIn: true, call: () => ({ user: { id: 'me' } }) });
  await requireSession(given, '/chat');
  await requireSession(given, '/agents');
  expect(asked).toEqual(['GET /api/v1/me']);
});

test('a session that turns out to be over leads to sign-in; a server that is down does not', async () => {
  const down = new ApiProblem({ status: 503, code: 'overloaded', detail: 'Later' });
  const over = context({
    isSignedIn: true,
    call: () => {
      over.signOut();
      throw new ApiProblem({ status: 401, code: 'token_invalid', detail: 'Over' });
    },
  });
  expect(await goal(() => requireSession(over.given, '/agents'))).toEqual({
    to: '/sign-in',
    search: { to: '/agents' },
  });
  const { given } = context({
    isSignedIn: true,
    call: () => {
      throw down;
    },
  });
  await expect(requireSession(given, '/agents')).rejects.toBe(down);
});

test('who is signed in does not see the sign-in page', async () => {
  expect(await goal(() => requireNoSession(context({ isSignedIn: true }).given))).toEqual({ to: '/chat' });
  expect(await goal(() => requireNoSession(context({}).given))).toBeNull();
});
