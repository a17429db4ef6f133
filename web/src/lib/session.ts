import type { Session } from './api-types.ts';

export type StoredSession = Pick<Session, 'accessToken' | 'refreshToken'>;

/** The session that all tabs share. */
export interface SessionStore {
  read(): StoredSession | null;
  write(session: StoredSession | null): void;
  /** Calls back after each change, in this tab or another one. */
  subscribe(listener: () => void): () => void;
}

const KEY = 'agenticgen.session';

export function parseSession(text: string | null): StoredSession | null {
  if (!text) return null;
  try {
    const { accessToken, refreshToken } = JSON.parse(text) as Record<string, unknown>;
    if (typeof accessToken !== 'string' || typeof refreshToken !== 'string') return null;
    return { accessToken, refreshToken };
  } catch {
    return null;
  }
}

export function createSessionStore(storage: Storage, target: EventTarget): SessionStore {
  const listeners = new Set<() => void>();
  target.addEventListener('storage', (event) => {
    const { key } = event as StorageEvent;
    if (key === KEY || key === null) for (const listener of listeners) listener();
  });
  return {
    read: () => parseSession(storage.getItem(KEY)),
    write(session) {
      if (session === null) storage.removeItem(KEY);
      else {
        const { accessToken, refreshToken } = session;
        storage.setItem(KEY, JSON.stringify({ accessToken, refreshToken }));
      }
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
