import { createContext, type ReactNode, useContext, useSyncExternalStore } from 'react';
import type { Api } from './api.ts';
import type { Connection } from './connection.ts';
import type { FollowNeeds } from './run-events.ts';
import type { SessionStore } from './session.ts';

/** What pages need of the world: made once in main.tsx, or by a test. */
export interface Client {
  api: Api;
  sessions: SessionStore;
  connection: Connection;
  follow: FollowNeeds;
  workspace: { read(): string | null; choose(id: string | null): void };
}

const ClientContext = createContext<Client | null>(null);

export function ClientProvider({ client, children }: { client: Client; children: ReactNode }) {
  return <ClientContext value={client}>{children}</ClientContext>;
}

export function useClient(): Client {
  const client = useContext(ClientContext);
  if (!client) throw new TypeError('Cannot use client: there is no ClientProvider above');
  return client;
}

export function useApi(): Api {
  return useClient().api;
}

export function useIsReachable(): boolean {
  const { connection } = useClient();
  return useSyncExternalStore(connection.subscribe, connection.isReachable);
}
