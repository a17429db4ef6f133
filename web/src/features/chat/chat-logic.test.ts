import { expect, test } from 'vitest';
import { conversation } from '../../testing/chat.ts';
import { groupByDay, groupOf } from './conversation-groups.ts';
import { optionsFor, rememberOptions } from './remembered-options.ts';
import { shouldSend } from './send-key.ts';
import { fenced, summaryOf } from './tool-summary.ts';
import { pinned } from './turn-options.ts';

const NOW = new Date(2026, 10, 25, 9, 30).getTime();
const at = (day: number, hour: number, month = 10) => new Date(2026, month, day, hour).getTime();

test('conversations are grouped by calendar days, not by 24 hours', () => {
  expect(groupOf(at(25, 0), NOW)).toBe('today');
  expect(groupOf(at(24, 23), NOW)).toBe('yesterday');
  expect(groupOf(at(24, 0), NOW)).toBe('yesterday');
  expect(groupOf(at(23, 23), NOW)).toBe('week');
  expect(groupOf(at(18, 12), NOW)).toBe('week');
  expect(groupOf(at(17, 12), NOW)).toBe('month');
  expect(groupOf(at(1, 12, 0), NOW)).toBe('older');
});

test('a clock that is ahead on the server makes no group of its own', () => {
  expect(groupOf(NOW + 60_000, NOW)).toBe('today');
});

test('groups come newest first, keep the order within, and empty ones are left out', () => {
  const made = [at(25, 8), at(25, 7), at(1, 1, 0)].map((updatedAt, index) =>
    conversation({ id: `c${index}`, updatedAt }),
  );
  const groups = groupByDay(made, NOW).map(([group, items]) => [group, items.map(({ id }) => id)]);
  expect(groups).toEqual([
    ['today', ['c0', 'c1']],
    ['older', ['c2']],
  ]);
  expect(groupByDay([], NOW)).toEqual([]);
});

test('Enter sends; a new line and the end of an input method’s composition do not', () => {
  const key = { key: 'Enter', shiftKey: false, isComposing: false, keyCode: 13 };
  expect(shouldSend(key)).toBe(true);
  expect(shouldSend({ ...key, shiftKey: true })).toBe(false);
  expect(shouldSend({ ...key, isComposing: true })).toBe(false);
  expect(shouldSend({ ...key, keyCode: 229 })).toBe(false);
  expect(shouldSend({ ...key, key: 'a' })).toBe(false);
});

test('only what was pinned is sent', () => {
  expect(pinned({})).toEqual({});
  expect(pinned({ agent: undefined, route: 'code', model: '' })).toEqual({ route: 'code' });
  expect(pinned({ agent: 'test', route: 'agent', model: 'm' })).toEqual({
    agent: 'test',
    route: 'agent',
    model: 'm',
  });
});

test('what was pinned in one conversation is remembered for it alone', () => {
  rememberOptions('one', { agent: 'code' });
  expect(optionsFor('one')).toEqual({ agent: 'code' });
  expect(optionsFor('two')).toEqual({});
  sessionStorage.setItem('agenticgen.turn.one', '{broken');
  expect(optionsFor('one')).toEqual({});
});

test('a tool call is told by its most telling argument, on one line', () => {
  expect(summaryOf({ language: 'python', code: '\n\n  import pandas as pd\nprint(1)' })).toBe(
    'import pandas as pd',
  );
  expect(summaryOf({ limit: 5, query: 'storm rules' })).toBe('storm rules');
  expect(summaryOf({ url: 'https://example.org', code: 'x' })).toBe('https://example.org');
  expect(summaryOf('plain')).toBe('plain');
  for (const given of [null, undefined, 7, {}, { code: 7 }]) expect(summaryOf(given)).toBe('');
  expect(summaryOf({ query: 'x'.repeat(500) }).length).toBe(120);
});

test('a fence is longer than any within', () => {
  expect(fenced('print(1)', 'python')).toBe('```python\nprint(1)\n```');
  expect(fenced('```\ncode\n```', 'markdown')).toBe('````markdown\n```\ncode\n```\n````');
  expect(fenced('`````', '')).toBe('``````\n`````\n``````');
});
