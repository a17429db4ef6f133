import { expect, test } from 'vitest';
import { allZones, formatIn, hasChanged, offsetOf } from './zone.ts';

const SATURDAY = Date.UTC(2026, 2, 28, 8);
const SUNDAY = Date.UTC(2026, 2, 29, 7);

test('a time is told in the zone of its schedule, also across a change of the clocks', () => {
  expect(formatIn(SATURDAY, 'Europe/Berlin', 'en-GB')).toContain('09:00');
  expect(formatIn(SUNDAY, 'Europe/Berlin', 'en-GB')).toContain('09:00');
  expect([offsetOf(SATURDAY, 'Europe/Berlin'), offsetOf(SUNDAY, 'Europe/Berlin')]).toEqual([
    'GMT+1',
    'GMT+2',
  ]);
  expect(hasChanged(SATURDAY, SUNDAY, 'Europe/Berlin')).toBe(true);
  expect(hasChanged(SATURDAY, SUNDAY, 'Asia/Shanghai')).toBe(false);
});

test('times within one minute are told apart', () => {
  expect(formatIn(SATURDAY + 10_000, 'UTC', 'en-GB')).toContain('08:00:10');
});

test('the zones that can be chosen have UTC among them, each once', () => {
  const zones = allZones();
  expect(zones).toContain('UTC');
  expect(zones).toContain('Asia/Shanghai');
  expect(new Set(zones).size).toBe(zones.length);
});
