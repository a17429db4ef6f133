import { expect, test } from 'vitest';
import type { Schedule } from '../../../lib/api-types.ts';
import { fromLocalText, toLocalText } from '../../../lib/local-time.ts';
import { storedSchedule } from '../../../testing/automation.ts';
import { bodyOf, draftSchedule, newSchedule, timingOf } from './schedule-draft.ts';

const NOW = new Date(2026, 4, 1, 12, 0).getTime();

test.each<[string, Schedule['timing']]>([
  ['cron', { kind: 'cron', expression: '0 9 * * 1-5', timeZone: 'Asia/Shanghai' }],
  ['every', { kind: 'every', intervalMs: 90_000, from: NOW + 60_123 }],
  ['once', { kind: 'once', at: NOW + 3_600_777 }],
])('a schedule of kind %s that is not changed is as before', (_, timing) => {
  const schedule = storedSchedule({
    timing,
    missed: 'all',
    missedLimit: 7,
    overlap: 'queue',
    priority: 'low',
  });
  const draft = draftSchedule(schedule, 'Europe/Berlin', NOW);
  expect(timingOf(draft)).toEqual(timing);
  expect(bodyOf(draft, timingOf(draft)!, { a: 1 })).toEqual({
    timing,
    input: { a: 1 },
    missed: 'all',
    missedLimit: 7,
    overlap: 'queue',
    priority: 'low',
  });
});

test('a new one runs daily at nine in the zone of the reader, with the priority of the workflow', () => {
  const draft = newSchedule('Europe/Berlin', NOW);
  const timing = timingOf(draft)!;
  expect(timing).toEqual({ kind: 'cron', expression: '0 9 * * *', timeZone: 'Europe/Berlin' });
  expect(bodyOf(draft, timing, {})).not.toHaveProperty('priority');
});

test('an interval without a beginning has none, a time without a date is none', () => {
  const draft = newSchedule('UTC', NOW);
  expect(timingOf({ ...draft, kind: 'every' })).toEqual({ kind: 'every', intervalMs: 3_600_000 });
  expect(timingOf({ ...draft, kind: 'every', everyMs: null })).toBeNull();
  expect(timingOf({ ...draft, kind: 'once', at: '' })).toBeNull();
  expect(timingOf({ ...draft, kind: 'once' })).toEqual({
    kind: 'once',
    at: fromLocalText(toLocalText(NOW + 3_600_000)),
  });
});
