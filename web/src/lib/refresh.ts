import type { Session } from './api-types.ts';
import type { Lock } from './lock.ts';
import { networkProblem, problemOf } from './problem.ts';
import type { SessionStore } from './session.ts';

export interface RefreshNeeds {
  sessions: SessionStore;
  lock: Lock;
  fetch: typeof fetch;
}

const LOCK_NAME = 'agenticgen.refresh';
const PATH = '/api/v1/sessions/refresh';

/**
 * Trades the refresh token for a new pair and answers the new access token, or null when the session is over.
 * A refresh token works once and its re-use revokes the session, so this happens under a lock that tabs share;
 * who waited for it finds a newer token than the one that was refused, and takes that.
 * Throws when the server could not be asked: the session may still be good.
 */
export function refreshAccessToken(needs: RefreshNeeds, refused: string): Promise<string | null> {
  return needs.lock(LOCK_NAME, async () => {
    const current = needs.sessions.read();
    if (!current) return null;
    if (current.accessToken !== refused) return current.accessToken;
    const response = await post(needs.fetch, { refreshToken: current.refreshToken });
    if (response.ok) {
      const session = (await response.json()) as Session;
      needs.sessions.write(session);
      return session.accessToken;
    }
    if (response.status !== 401) throw await problemOf(response);
    needs.sessions.write(null);
    return null;
  });
}

async function post(fetch: RefreshNeeds['fetch'], body: object): Promise<Response> {
  try {
    return await fetch(PATH, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  } catch {
    throw networkProblem();
  }
}
