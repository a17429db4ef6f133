import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readRobots } from './robots.ts';

const ADDRESS = 'https://site.test/robots.txt';

test('rules for this crawler come before those for all', () => {
  const text =
    'User-agent: *\nDisallow: /\n\nUser-agent: AgenticGen\nDisallow: /private\nAllow: /private/open\nCrawl-delay: 2\n\nSitemap: https://site.test/map.xml';
  const robots = readRobots(ADDRESS, 200, text);
  const allowed = (path: string) => robots?.isAllowed(`https://site.test${path}`);
  assert.deepEqual(['/', '/private', '/private/open', '/a'].map(allowed), [true, false, true, true]);
  assert.equal(robots?.delayMs, 2_000);
  assert.deepEqual(robots?.sitemaps, ['https://site.test/map.xml']);
});

test('a site without rules allows all, one whose server fails allows nothing', () => {
  assert.equal(readRobots(ADDRESS, 404, '<html>')?.isAllowed('https://site.test/x'), true);
  assert.equal(readRobots(ADDRESS, 503, ''), null);
});

test('no site asks for more patience than there is', () => {
  assert.equal(readRobots(ADDRESS, 200, 'User-agent: *\nCrawl-delay: 86400')?.delayMs, 30_000);
});

test('what is no such file forbids nothing', () => {
  assert.equal(readRobots(ADDRESS, 200, '<!doctype html><p>Hello')?.isAllowed('https://site.test/x'), true);
});
