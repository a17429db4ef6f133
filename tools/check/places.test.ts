import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentile } from './percentile.ts';
import { describePlace, isContract, placeOf, resolveImport, samePlace } from './places.ts';

test('placeOf() names the engine, slice or part', () => {
  const places = [
    'engines/cache/src/a.ts',
    'server/src/chat/a.ts',
    'server/src/app.ts',
    'web/vite.config.ts',
    'x',
  ];
  assert.deepEqual(
    places.map((path) => describePlace(placeOf(path))),
    ['engine cache', 'slice chat', 'server', 'web', 'other'],
  );
  assert.equal(samePlace(placeOf('server/src/chat/a.ts'), placeOf('server/src/chat/b/c.ts')), true);
});

test('resolveImport() follows relative paths and the packages of the project', () => {
  const from = 'server/src/chat/turn.ts';
  assert.equal(resolveImport(from, '../access/index.ts'), 'server/src/access/index.ts');
  assert.equal(resolveImport(from, '@agenticgen/cache'), 'engines/cache/src/index.ts');
  assert.equal(resolveImport(from, '@agenticgen/cache/testing'), 'engines/cache/src/testing.ts');
  assert.equal(resolveImport(from, '@agenticgen/server'), 'server/src/index.ts');
  assert.equal(resolveImport('web/src/a.ts', './b.ts?worker'), 'web/src/b.ts');
  assert.equal(resolveImport(from, 'zod'), undefined);
});

test('percentile() takes the nearest rank', () => {
  assert.equal(percentile([5, 1, 3], 0.5), 3);
  assert.equal(percentile([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9), 9);
  assert.equal(percentile([], 0.5), 0);
});

test('isContract() knows contracts of slices by their names', () => {
  assert.equal(isContract('server/src/chat/contract.ts'), true);
  assert.equal(isContract('server/src/chat/openai-contract.ts'), true);
  assert.equal(isContract('server/src/chat/contracts.ts'), false);
  assert.equal(isContract('web/src/contract.ts'), false);
});
