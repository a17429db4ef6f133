import { notifications } from '@mantine/notifications';
import { QueryClient } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { type RenderResult, render, waitFor } from '@testing-library/react';
import i18next from 'i18next';
import type { ReactNode } from 'react';
import { initReactI18next } from 'react-i18next';
import { Providers } from '../app/providers.tsx';
import en from '../i18n/en.json';
import zh from '../i18n/zh-CN.json';
import { createApi } from '../lib/api.ts';
import type { Client } from '../lib/client.tsx';
import { createConnection } from '../lib/connection.ts';
import { tabLock } from '../lib/lock.ts';
import { createSessionStore } from '../lib/session.ts';

export interface Sent {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
}

/** What the server answers to 'GET /api/v1/me' and so on; a function may look at what was sent. */
export type Answers = Record<string, unknown | ((sent: Sent) => unknown)>;

/** A failure to answer with, as the server writes it. */
export function refusal(status: number, code: string, detail = code): Response {
  return Response.json({ status, code, detail }, { status });
}

export const ME = {
  user: { id: 'me', email: 'ada@example.org', name: 'Ada', locale: null },
  workspace: { id: 'w', name: 'Workspace', role: 'super_admin' },
  workspaces: [{ id: 'w', name: 'Workspace', role: 'super_admin' }],
  rules: [
    {
      action: ['read', 'create', 'edit', 'delete', 'run', 'share', 'manage'],
      subject: ['Conversation', 'Knowledge', 'Model', 'Member', 'Run', 'Agent', 'Workflow', 'Budget', 'Tool'],
      conditions: null,
    },
  ],
};

/** A stream that broke stays broken for as long as the page is there. */
function untilLeft(_: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
}

function clientFor(answers: Answers, sent: Sent[]): Client {
  const sessions = createSessionStore(localStorage, window);
  const connection = createConnection(window, () => true);
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const [path = '', search = ''] = String(input).split('?');
    const one = {
      method: init?.method ?? 'GET',
      path,
      query: new URLSearchParams(search),
      body: init?.body ? JSON.parse(String(init.body)) : undefined,
    };
    sent.push(one);
    const known = answers[`${one.method} ${path}`];
    const answer = typeof known === 'function' ? await known(one) : known;
    if (answer instanceof Response) return answer;
    return answer === undefined
      ? refusal(404, 'route_unknown', `${one.method} ${path}`)
      : Response.json(answer);
  };
  const api = createApi({
    sessions,
    lock: tabLock(),
    fetch,
    workspace: () => null,
    onReach: connection.report,
  });
  const follow = { open: api.fetch, wait: untilLeft, random: () => 0.5 };
  return { api, sessions, connection, follow, workspace: { read: () => null, choose: () => undefined } };
}

export interface Shown extends RenderResult {
  /** Every request that the page has made. */
  sent: Sent[];
  client: Client;
}

/** Shows a part of the app with everything around it, in front of a server that answers by the table. */
export async function show(
  children: ReactNode,
  answers: Answers = {},
  language: 'en' | 'zh-CN' = 'en',
  me: object = ME,
): Promise<Shown> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { en: { translation: en }, 'zh-CN': { translation: zh } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  notifications.clean();
  const sent: Sent[] = [];
  const client = clientFor(answers, sent);
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, networkMode: 'always' } } });
  queries.setQueryData(['GET /api/v1/me'], me);
  const root = createRootRoute({ component: () => <div data-testid="shown">{children}</div> });
  const router = createRouter({ routeTree: root, history: createMemoryHistory() });
  const view = render(
    <Providers client={client} queries={queries}>
      <RouterProvider router={router as never} />
    </Providers>,
  );
  await waitFor(() => view.getByTestId('shown'));
  return { ...view, sent, client };
}
