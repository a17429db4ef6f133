import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTiming, nextTime, nextTimes, type Timing, timesSince } from './timing.ts';

const cron = (expression: string, timeZone: string): Timing => ({ kind: 'cron', expression, timeZone });
const utc = (text: string) => Date.parse(`${text}Z`);
const iso = (times: readonly number[]) => times.map((at) => new Date(at).toISOString().slice(0, 16));

/** Every day at a time that the clock skips in spring, or has twice in autumn: three days around the change. */
const DAYS: [string, string, string, string[]][] = [
  [
    'Europe/Berlin',
    '30 2 * * *',
    '2026-03-27T12:00',
    ['2026-03-28T01:30', '2026-03-29T01:00', '2026-03-30T00:30'],
  ],
  [
    'Europe/Berlin',
    '30 2 * * *',
    '2026-10-23T12:00',
    ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30'],
  ],
  [
    'America/New_York',
    '30 2 * * *',
    '2026-03-06T12:00',
    ['2026-03-07T07:30', '2026-03-08T07:00', '2026-03-09T06:30'],
  ],
  [
    'America/New_York',
    '30 1 * * *',
    '2026-10-30T12:00',
    ['2026-10-31T05:30', '2026-11-01T05:30', '2026-11-02T06:30'],
  ],
  [
    'Australia/Lord_Howe',
    '15 2 * * *',
    '2026-10-02T12:00',
    ['2026-10-02T15:45', '2026-10-03T15:30', '2026-10-04T15:15'],
  ],
  [
    'Australia/Lord_Howe',
    '45 1 * * *',
    '2026-04-03T12:00',
    ['2026-04-03T14:45', '2026-04-04T14:45', '2026-04-05T15:15'],
  ],
];

for (const [timeZone, expression, from, expected] of DAYS) {
  test(`${expression} comes once on each day around ${from.slice(0, 10)} in ${timeZone}`, () => {
    const timing = cron(expression, timeZone);
    const times = nextTimes(timing, utc(from), 3);
    assert.deepEqual(iso(times), expected);
    assert.deepEqual(timesSince(timing, utc(from), times.at(-1)!, 10), times, 'looking back gives the same');
  });
}

for (const [timeZone, day, hours] of [
  ['Europe/Berlin', '2026-03-28T23:00', 23],
  ['Europe/Berlin', '2026-10-24T22:00', 25],
  ['America/New_York', '2026-03-08T05:00', 23],
  ['America/New_York', '2026-11-01T04:00', 25],
] as const) {
  test(`every half an hour goes on evenly on the day of ${hours} hours in ${timeZone}`, () => {
    const times = nextTimes(cron('*/30 * * * *', timeZone), utc(day) - 1, hours * 2 + 1);
    const first = utc(day);
    assert.deepEqual(
      times,
      Array.from({ length: hours * 2 + 1 }, (_, index) => first + index * 30 * 60_000),
    );
  });
}

test('an interval keeps its beat, and a single time comes once', () => {
  const every: Timing = { kind: 'every', intervalMs: 60_000, from: 1_000_000 };
  assert.deepEqual(nextTimes(every, 0, 2), [1_000_000, 1_060_000]);
  assert.equal(nextTime(every, 1_060_000), 1_120_000);
  assert.deepEqual(timesSince(every, 1_060_000, 1_200_000, 10), [1_060_000, 1_120_000, 1_180_000]);
  assert.deepEqual(timesSince(every, 0, 1_000_000 + 60_000 * 1e6, 2).length, 2);
  const once: Timing = { kind: 'once', at: 500 };
  assert.deepEqual(nextTimes(once, 0, 5), [500]);
  assert.equal(nextTime(once, 500), null);
  assert.deepEqual(timesSince(once, 500, 900, 5), [500]);
});

test('what is no schedule is refused with the reason', () => {
  const refused = (timing: Timing) => assert.throws(() => checkTiming(timing), { code: 'schedule_invalid' });
  refused(cron('61 * * * *', 'UTC'));
  refused(cron('* * * * * *', 'UTC'));
  refused(cron('', 'UTC'));
  refused(cron('* * * * *', 'Mars/Olympus'));
  refused({ kind: 'every', intervalMs: 999, from: 0 });
  checkTiming(cron('@daily', 'Asia/Shanghai'));
  assert.deepEqual(nextTimes(cron('0 0 30 2 *', 'UTC'), 0, 5), [], 'there is no 30 February');
});
