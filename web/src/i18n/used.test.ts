import { expect, test } from 'vitest';
import en from './en.json';

const sources = import.meta.glob<string>(['../**/*.{ts,tsx}', '!../**/*.test.{ts,tsx}'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const PLURALS = ['', '_one', '_other'];

function has(key: string): boolean {
  return PLURALS.some((plural) => {
    let place: unknown = en;
    for (const part of `${key}${plural}`.split('.'))
      place = (place as Record<string, unknown> | undefined)?.[part];
    return typeof place === 'string';
  });
}

test('every text that a page names stands in the catalogue', () => {
  const named = Object.entries(sources).flatMap(([path, text]) =>
    [...text.matchAll(/\bt\(\s*'([\w-]+(?:\.[\w-]+)+)'/g)].map(([, key = '']) => ({ path, key })),
  );
  expect(named.length).toBeGreaterThan(500);
  expect(named.filter(({ key }) => !has(key))).toEqual([]);
});
