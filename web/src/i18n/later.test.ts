import { expect, test } from 'vitest';
import en from './en.json';
import { LATER, LATER_PAGES } from './later.ts';

const sources = import.meta.glob<string>('../**/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
});
/** Where these texts are loaded before anything is shown. */
const THERE =
  /^\.\.\/(?:features\/(?:agents|workflows|budgets|code|knowledge|settings|tools)|ui\/input)\/|\.test\.tsx?$|^\.\.\/testing\//;

test('what is loaded later is said on no other page', () => {
  const said = Object.entries(sources).flatMap(([path, text]) =>
    THERE.test(path)
      ? []
      : [...LATER].filter((key) => new RegExp(`['"\`]${key}\\.`).test(text)).map((key) => `${path}: ${key}`),
  );
  expect(Object.keys(sources).length).toBeGreaterThan(100);
  expect(said).toEqual([]);
});

test('every part that is loaded later is a part of the catalogue', () => {
  expect([...LATER].filter((key) => !(key in en))).toEqual([]);
});

test('the pages that need them are known by their paths', () => {
  expect(
    ['/agents', '/workflows', '/workflows/runs/1', '/budgets', '/code', '/knowledge/b/d', '/settings'].every(
      (path) => LATER_PAGES.test(path),
    ),
  ).toBe(true);
  expect(['/', '/chat', '/workflowsy', '/runs'].some((path) => LATER_PAGES.test(path))).toBe(false);
});
