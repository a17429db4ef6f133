import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFrontier } from './frontier.ts';

test('addresses come out in the order in which they were found, each once', () => {
  const frontier = createFrontier({ maxPages: 10, maxDepth: 1 });
  frontier.add(['a', 'b'], 0);
  assert.deepEqual(frontier.take(1), [{ address: 'a', depth: 0 }]);
  assert.deepEqual(frontier.news(['a', 'c', 'b'], 1), ['c']);
  frontier.add(['c', 'a', 'c'], 1);
  frontier.add(['deep'], 2);
  assert.deepEqual(
    frontier.take(9).map(({ address }) => address),
    ['b', 'c'],
  );
  assert.deepEqual([frontier.take(9), frontier.known(), frontier.isCut()], [[], 3, false]);
});

test('what is too deep is no news, and no reason to call a crawl cut', () => {
  const frontier = createFrontier({ maxPages: 1, maxDepth: 0 });
  frontier.add(['a'], 0);
  assert.deepEqual(frontier.news(['b'], 1), []);
  frontier.add(['b'], 1);
  assert.equal(frontier.isCut(), false);
});

test('one address more than there is room for says that the crawl is cut', () => {
  const frontier = createFrontier({ maxPages: 2, maxDepth: 5 });
  frontier.add(['a'], 0);
  const news = frontier.news(['a', 'b', 'c', 'd'], 1);
  assert.deepEqual(news, ['b', 'c']);
  frontier.add(news, 1);
  assert.deepEqual([frontier.known(), frontier.isCut()], [2, true]);
});
