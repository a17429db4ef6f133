import { expect, test } from 'vitest';
import { browserLock, tabLock } from './lock.ts';

test('works under one name follow each other, in order, even after a failure', async () => {
  const lock = tabLock();
  const log: string[] = [];
  const work = (name: string, fails = false) =>
    lock('a', async () => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (fails) throw new TypeError(name);
      return name;
    });
  const outcomes = await Promise.allSettled([work('1'), work('2', true), work('3')]);
  expect(log).toEqual(['1 begins', '1 ends', '2 begins', '2 ends', '3 begins', '3 ends']);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('works under different names do not wait for each other', async () => {
  const lock = tabLock();
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = lock('a', () => promise);
  expect(await lock('b', async () => 'free')).toBe('free');
  resolve();
  await first;
});

test('a browser without locks gets the one of the tab; with locks theirs are taken', async () => {
  expect(await browserLock(undefined)('a', async () => 1)).toBe(1);
  const asked: string[] = [];
  const locks = {
    request: (name: string, work: () => Promise<unknown>) => {
      asked.push(name);
      return work();
    },
  } as unknown as LockManager;
  expect(await browserLock(locks)('refresh', async () => 2)).toBe(2);
  expect(asked).toEqual(['refresh']);
});
