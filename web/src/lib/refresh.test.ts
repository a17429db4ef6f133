import { expect, test } from 'vitest';
import { tabLock } from './lock.ts';
import { type RefreshNeeds, refreshAccessToken } from './refresh.ts';
import { createSessionStore, type StoredSession } from './session.ts';

const OLD: StoredSession = { accessToken: 'old', refreshToken: 'refresh-1' };
const NEW: StoredSession = { accessToken: 'new', refreshToken: 'refresh-2' };

function needs(answer: () => Promise<Response>, session: StoredSession | null = OLD) {
  const sessions = createSessionStore(localStorage, new EventTarget());
  sessions.write(session);
  const sent: string[] = [];
  const made: RefreshNeeds = {
    sessions,
    lock: tabLock(),
    fetch: (_, init) => {
      sent.push(String(init?.body));
      return answer();
    },
  };
  return { ...made, sent };
}

const answer = (status: number, body: unknown) => async () => Response.json(body, { status });

test('a refused access token is traded for a new pair, which is stored', async () => {
  const given = needs(answer(201, NEW));
  expect(await refreshAccessToken(given, 'old')).toBe('new');
  expect(given.sessions.read()).toEqual(NEW);
  expect(given.sent).toEqual(['{"refreshToken":"refresh-1"}']);
});

test('many refusals at once use the refresh token once: its re-use would end the session', async () => {
  const given = needs(answer(201, NEW));
  const tokens = await Promise.all([1, 2, 3, 4].map(() => refreshAccessToken(given, 'old')));
  expect(tokens).toEqual(['new', 'new', 'new', 'new']);
  expect(given.sent.length).toBe(1);
});

test('a token that another tab has already renewed is taken without asking', async () => {
  const given = needs(answer(500, {}), NEW);
  expect(await refreshAccessToken(given, 'old')).toBe('new');
  expect(given.sent).toEqual([]);
});

test('a refused refresh token ends the session', async () => {
  const given = needs(answer(401, { code: 'session_over', detail: 'Over' }));
  expect(await refreshAccessToken(given, 'old')).toBeNull();
  expect(given.sessions.read()).toBeNull();
});

test('a server that fails or cannot be reached leaves the session as it is', async () => {
  const broken = needs(answer(503, { code: 'overloaded', detail: 'Busy' }));
  await expect(refreshAccessToken(broken, 'old')).rejects.toMatchObject({ code: 'overloaded' });
  const offline = needs(() => Promise.reject(new TypeError('Failed to fetch')));
  await expect(refreshAccessToken(offline, 'old')).rejects.toMatchObject({ code: 'network_unreachable' });
  expect(broken.sessions.read()).toEqual(OLD);
  expect(offline.sessions.read()).toEqual(OLD);
});

test('who is not signed in is not asked about', async () => {
  const given = needs(answer(201, NEW), null);
  expect(await refreshAccessToken(given, 'old')).toBeNull();
  expect(given.sent).toEqual([]);
});
