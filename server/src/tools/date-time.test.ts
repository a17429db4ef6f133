import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateTimeTool } from './date-time.ts';
import type { ToolContext } from './tool.ts';

const tool = dateTimeTool({ now: () => Date.UTC(2026, 1, 28, 22, 30) });
const context = {} as ToolContext;
const lines = async (given: object) => (await tool.run(tool.schema.parse(given), context)).output.split('\n');

test('the time now is told with its weekday, in the zone that is asked for', async () => {
  assert.deepEqual(await lines({}), ['2026-02-28T22:30:00+00:00 UTC (Saturday, week 9, day 59 of the year)']);
  assert.match((await lines({ timeZone: 'Asia/Shanghai' }))[0] ?? '', /^2026-03-01T06:30:00\+08:00 .*Sunday/);
});

test('a time moves by the calendar: months have their ends, days their changes of the clock', async () => {
  const moved = async (at: string, add: object, timeZone = 'UTC') =>
    (await lines({ at, add, timeZone }))[0]?.slice(0, 25);
  assert.equal(await moved('2024-01-31T10:00', { months: 1 }), '2024-02-29T10:00:00+00:00');
  assert.equal(await moved('2026-03-28T12:00', { days: 1 }, 'Europe/Berlin'), '2026-03-29T12:00:00+02:00');
  assert.equal(await moved('2026-03-01T00:00', { weeks: -1, hours: 2 }), '2026-02-22T02:00:00+00:00');
});

test('another zone is told beside, and a span in parts and in days', async () => {
  const told = await lines({
    at: '2026-01-01T09:00',
    timeZone: 'America/New_York',
    to: 'Asia/Tokyo',
    until: '2027-03-01T09:00',
  });
  assert.match(told[1] ?? '', /^2026-01-01T23:00:00\+09:00/);
  assert.equal(told[2], 'Until then: P1Y2M (424 days)');
});

test('a time with an offset is that moment, whatever the zone', async () => {
  assert.match(
    (await lines({ at: '2026-01-01T00:00:00Z', timeZone: 'Asia/Kolkata' }))[0] ?? '',
    /^2026-01-01T05:30/,
  );
});

test('what is no time and what is no zone are told', async () => {
  for (const given of [{ at: 'tomorrow' }, { at: '2026-02-30T00:00' }, { timeZone: 'Mars/Base' }])
    await assert.rejects(lines(given), { code: 'time_invalid' });
});
