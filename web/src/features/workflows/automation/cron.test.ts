import { expect, test } from 'vitest';
import { cronOf, draftCron, RHYTHMS } from './cron.ts';

test.each([
  ['15 * * * *', 'hour'],
  ['0 9 * * *', 'day'],
  ['30 6 * * 1-5', 'weekdays'],
  ['5 23 * * 0,3,6', 'week'],
  ['0 8 31 * *', 'month'],
  ['*/10 * * * *', 'custom'],
  ['0 9 1 1 *', 'custom'],
  ['0 9 * * MON', 'custom'],
  ['0 9-17 * * *', 'custom'],
  ['0 9 0 * *', 'custom'],
  ['0 9 1 * 1', 'custom'],
  ['99 9 * * *', 'custom'],
  ['@yearly', 'custom'],
])('%s is the rhythm %s, and is as before', (expression, rhythm) => {
  const draft = draftCron(expression);
  expect(draft.rhythm).toBe(rhythm);
  expect(cronOf(draft)).toBe(expression);
});

test.each([
  ['@hourly', '0 * * * *'],
  ['@daily', '0 0 * * *'],
  ['@weekly', '0 0 * * 0'],
  ['@monthly', '0 0 1 * *'],
])('%s is %s', (nickname, expression) => {
  expect(cronOf(draftCron(nickname))).toBe(expression);
});

test('what is not whole yet is no expression', () => {
  const draft = draftCron();
  expect(cronOf(draft)).toBe('0 9 * * *');
  expect(cronOf({ ...draft, time: '' })).toBeNull();
  expect(cronOf({ ...draft, rhythm: 'week', weekdays: [] })).toBeNull();
  expect(cronOf({ ...draft, rhythm: 'month', day: 32 })).toBeNull();
  expect(cronOf({ ...draft, rhythm: 'hour', minute: 60 })).toBeNull();
  expect(cronOf({ ...draft, rhythm: 'custom', expression: '  ' })).toBeNull();
});

test('days of the week stand in order', () => {
  expect(cronOf({ ...draftCron(), rhythm: 'week', weekdays: [5, 1] })).toBe('0 9 * * 1,5');
});

test('every rhythm has an expression from the start', () => {
  for (const rhythm of RHYTHMS) expect(cronOf({ ...draftCron(), rhythm })).not.toBeNull();
});
