import { expect, test, vi } from 'vitest';
import { createConnection, waitOrOnline } from './connection.ts';

test('a request that did not get through makes the server unreachable until one does', () => {
  const connection = createConnection(new EventTarget(), () => true);
  const heard: boolean[] = [];
  connection.subscribe(() => heard.push(connection.isReachable()));
  connection.report(true);
  connection.report(false);
  connection.report(false);
  connection.report(true);
  expect(heard).toEqual([false, true]);
});

test('a browser that says it is offline is believed, and hope returns with it', () => {
  const target = new EventTarget();
  let online = true;
  const connection = createConnection(target, () => online);
  const heard: boolean[] = [];
  const leave = connection.subscribe(() => heard.push(connection.isReachable()));
  online = false;
  target.dispatchEvent(new Event('offline'));
  connection.report(false);
  online = true;
  target.dispatchEvent(new Event('online'));
  expect(heard).toEqual([false, false, true]);
  leave();
  target.dispatchEvent(new Event('offline'));
  expect(heard.length).toBe(3);
});

test('waitOrOnline() ends with its time, with the network’s return, or with the reader', async () => {
  vi.useFakeTimers();
  const target = new EventTarget();
  const wait = waitOrOnline(target);
  const ended: string[] = [];
  const reader = new AbortController();
  void wait(1_000, new AbortController().signal).then(() => ended.push('time'));
  await vi.advanceTimersByTimeAsync(1_000);
  void wait(60_000, new AbortController().signal).then(() => ended.push('online'));
  target.dispatchEvent(new Event('online'));
  await vi.advanceTimersByTimeAsync(0);
  void wait(60_000, reader.signal).then(() => ended.push('abort'));
  reader.abort();
  await vi.advanceTimersByTimeAsync(0);
  void wait(60_000, reader.signal).then(() => ended.push('aborted before'));
  await vi.advanceTimersByTimeAsync(0);
  expect(ended).toEqual(['time', 'online', 'abort', 'aborted before']);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
