import { expect, test } from 'vitest';
import { createSessionStore, parseSession } from './session.ts';

const SESSION = { accessToken: 'access', refreshToken: 'refresh' };

test('parseSession() takes what the store wrote and nothing else', () => {
  expect(parseSession(JSON.stringify(SESSION))).toEqual(SESSION);
  for (const text of [
    null,
    '',
    'no json',
    '{}',
    '{"accessToken":"a"}',
    '{"accessToken":1,"refreshToken":"b"}',
  ]) {
    expect(parseSession(text), String(text)).toBeNull();
  }
});

test('a session is kept without the fields that are nobody’s business', () => {
  const store = createSessionStore(localStorage, new EventTarget());
  store.write({ ...SESSION, expiresInSeconds: 900 } as typeof SESSION);
  expect(store.read()).toEqual(SESSION);
  expect(localStorage.getItem('agenticgen.session')).not.toContain('900');
});

test('writing null signs out', () => {
  const store = createSessionStore(localStorage, new EventTarget());
  store.write(SESSION);
  store.write(null);
  expect(store.read()).toBeNull();
  expect(localStorage.length).toBe(0);
});

test('listeners are told of changes here, and of those in other tabs, until they leave', () => {
  const tab = new EventTarget();
  const store = createSessionStore(localStorage, tab);
  let calls = 0;
  const leave = store.subscribe(() => {
    calls += 1;
  });
  store.write(SESSION);
  tab.dispatchEvent(new StorageEvent('storage', { key: 'agenticgen.session' }));
  tab.dispatchEvent(new StorageEvent('storage', { key: null }));
  tab.dispatchEvent(new StorageEvent('storage', { key: 'agenticgen.language' }));
  expect(calls).toBe(3);
  leave();
  store.write(null);
  expect(calls).toBe(3);
});
