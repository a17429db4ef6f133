import { expect, test } from 'vitest';
import * as format from './format.ts';

test('sizes have the unit that fits, and one digit where it tells something', () => {
  expect(format.formatBytes(0, 'en')).toBe('0B');
  expect(format.formatBytes(1023, 'en')).toBe('1,023B');
  expect(format.formatBytes(1024, 'en')).toBe('1 kB');
  expect(format.formatBytes(1536, 'en')).toBe('1.5 kB');
  expect(format.formatBytes(150 * 1024, 'en')).toBe('150 kB');
  expect(format.formatBytes(5 * 1024 ** 2, 'zh-CN')).toMatch(/^5/);
  expect(format.formatBytes(3 * 1024 ** 5, 'en')).toBe('3,145,728 GB');
});

test('durations are milliseconds, seconds, minutes or hours', () => {
  expect(format.formatDuration(0.4, 'en')).toBe('0 ms');
  expect(format.formatDuration(340, 'en')).toBe('340 ms');
  expect(format.formatDuration(2_440, 'en')).toBe('2.4 sec');
  expect(format.formatDuration(60_000, 'en')).toBe('1 min');
  expect(format.formatDuration(185_000, 'en')).toBe('3 min 5 sec');
  expect(format.formatDuration(3_600_000, 'en')).toBe('1 hr');
  expect(format.formatDuration(3_720_000, 'en')).toBe('1 hr 2 min');
  expect(format.formatDuration(2_400, 'zh-CN')).toContain('秒');
});

test('small costs keep the digits that matter, large ones are cents', () => {
  expect(format.formatCost(0, 'en')).toBe('$0.00');
  expect(format.formatCost(12, 'en')).toBe('$0.000012');
  expect(format.formatCost(123_456, 'en')).toBe('$0.1235');
  expect(format.formatCost(12_340_000, 'en')).toBe('$12.34');
});

test('a time is told as a distance, in words where there are some', () => {
  const now = 1_700_000_000_000;
  const ago = (ms: number, locale = 'en') => format.formatAgo(now - ms, now, locale);
  expect(ago(0)).toBe('now');
  expect(ago(5_000)).toBe('5 seconds ago');
  expect(ago(5 * 60_000)).toBe('5 minutes ago');
  expect(ago(3 * 3_600_000)).toBe('3 hours ago');
  expect(ago(86_400_000)).toBe('yesterday');
  expect(ago(40 * 86_400_000)).toBe('last month');
  expect(ago(800 * 86_400_000)).toBe('2 years ago');
  expect(ago(86_400_000, 'zh-CN')).toBe('昨天');
  expect(format.formatAgo(now + 86_400_000, now, 'en')).toBe('tomorrow');
});

test('numbers are grouped as the language does', () => {
  expect(format.formatNumber(1_234_567, 'en')).toBe('1,234,567');
  expect(format.formatNumber(1_234_567, 'de')).toBe('1.234.567');
});

test('a form reads numbers with the signs that the language writes them with', () => {
  expect(format.numberSeparators('en')).toEqual({ group: ',', decimal: '.' });
  expect(format.numberSeparators('de')).toEqual({ group: '.', decimal: ',' });
});
