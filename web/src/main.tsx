import './app/styles.css';
import { QueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { reloadWhenOutdated } from './app/outdated.ts';
import { Providers } from './app/providers.tsx';
import { makeRouter } from './app/router.ts';
import { createClient } from './lib/create-client.ts';
import { startI18n } from './lib/i18n.ts';
import { retry } from './lib/queries.ts';

const client = createClient(window);
const queries = new QueryClient({
  defaultOptions: {
    queries: { retry, staleTime: 5_000, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});
const router = makeRouter({ client, queries });

// Signed out here or in another tab: forget what was read, and let the guards send the page to sign-in.
let wasSignedIn = client.sessions.read() !== null;
client.sessions.subscribe(() => {
  const isSignedIn = client.sessions.read() !== null;
  if (isSignedIn === wasSignedIn) return;
  wasSignedIn = isSignedIn;
  if (!isSignedIn) queries.clear();
  void router.invalidate();
});

reloadWhenOutdated(window);
await startI18n();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Providers client={client} queries={queries}>
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
);
