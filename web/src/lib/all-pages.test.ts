import { expect, test } from 'vitest';
import { allPages, MAX_PAGES } from './all-pages.ts';

test('a list is read page by page, each from where the one before ended', async () => {
  const asked: (string | undefined)[] = [];
  const pages: Record<string, { items: number[]; next: string | null }> = {
    first: { items: [1, 2], next: 'a' },
    a: { items: [3], next: 'b' },
    b: { items: [4], next: null },
  };
  const items = await allPages(async (cursor) => {
    asked.push(cursor);
    return pages[cursor ?? 'first']!;
  });
  expect(items).toEqual([1, 2, 3, 4]);
  expect(asked).toEqual([undefined, 'a', 'b']);
});

test('a list without end is cut', async () => {
  let reads = 0;
  const items = await allPages(async () => {
    reads += 1;
    return { items: [reads], next: 'more' };
  });
  expect(reads).toBe(MAX_PAGES);
  expect(items.length).toBe(MAX_PAGES);
});

test('a page that fails fails the list', async () => {
  await expect(allPages(() => Promise.reject(new TypeError('gone')))).rejects.toThrow('gone');
});
