import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_PAGE_SIZE, line, MAX_PAGE_SIZE, pageQuery } from './contract.ts';
import { toPage } from './paging.ts';

const page = (rows: number[], limit: number) => toPage(rows, limit, (row) => `#${row}`, String);

test('toPage() shows up to the limit and names the last shown row as the cursor of the next page', () => {
  assert.deepEqual(page([1, 2, 3], 2), { items: ['#1', '#2'], next: '2' });
});

test('toPage() has no next page where no extra row was read', () => {
  assert.deepEqual(page([1, 2], 2), { items: ['#1', '#2'], next: null });
  assert.deepEqual(page([], 2), { items: [], next: null });
});

test('pages of any size go through all rows once', () => {
  const all = Array.from({ length: 23 }, (_, index) => index);
  for (const limit of [1, 2, 7, 22, 23, 24]) {
    const seen: string[] = [];
    for (let cursor: string | null = '-1'; cursor !== null; ) {
      const after = Number(cursor);
      const read = all.filter((row) => row > after).slice(0, limit + 1);
      const { items, next }: { items: string[]; next: string | null } = page(read, limit);
      seen.push(...items);
      cursor = next;
    }
    assert.deepEqual(
      seen,
      all.map((row) => `#${row}`),
      `limit ${limit}`,
    );
  }
});

test('pageQuery takes a limit up to the named maximum, as text from a URL', () => {
  assert.equal(pageQuery.parse({}).limit, DEFAULT_PAGE_SIZE);
  assert.equal(pageQuery.parse({ limit: String(MAX_PAGE_SIZE) }).limit, MAX_PAGE_SIZE);
  for (const limit of ['0', '-1', String(MAX_PAGE_SIZE + 1), '1.5', 'ten', '', 'Infinity'])
    assert.equal(pageQuery.safeParse({ limit }).success, false, limit);
});

test('line() is one visible line, trimmed', () => {
  assert.equal(line(10).parse('  知识库  '), '知识库');
  for (const text of ['', '   ', 'a\nb', 'a\u0000b', 'a\u202eb', 'a\u2066b', 'x'.repeat(11)])
    assert.equal(line(10).safeParse(text).success, false, JSON.stringify(text));
});
