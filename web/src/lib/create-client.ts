import { createApi } from './api.ts';
import type { Client } from './client.tsx';
import { createConnection, waitOrOnline } from './connection.ts';
import { browserLock } from './lock.ts';
import { createSessionStore } from './session.ts';

const WORKSPACE_KEY = 'agenticgen.workspace';

/** The client over a browser window. */
export function createClient(window: Window & typeof globalThis): Client {
  const sessions = createSessionStore(window.localStorage, window);
  const connection = createConnection(window, () => window.navigator.onLine);
  const workspace = {
    read: () => window.localStorage.getItem(WORKSPACE_KEY),
    choose(id: string | null) {
      if (id === null) window.localStorage.removeItem(WORKSPACE_KEY);
      else window.localStorage.setItem(WORKSPACE_KEY, id);
    },
  };
  const api = createApi({
    sessions,
    lock: browserLock(window.navigator.locks),
    fetch: window.fetch.bind(window),
    workspace: workspace.read,
    onReach: connection.report,
  });
  const follow = { open: api.fetch, wait: waitOrOnline(window), random: Math.random };
  return { api, sessions, connection, follow, workspace };
}
