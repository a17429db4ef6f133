import { z } from 'zod';
import type { Runtime } from '../runtime/index.ts';
import { toolErrors } from './errors.ts';
import type { Tool } from './tool.ts';

const amount = z.number().int().min(-100_000).max(100_000).optional();

const UNITS = ['years', 'months', 'weeks', 'days', 'hours', 'minutes'] as const;

const schema = z.object({
  at: z.string().max(80).optional().describe('A time such as 2026-03-01T09:00:00; default: now'),
  timeZone: z.string().max(60).default('UTC').describe('An IANA name such as Asia/Shanghai'),
  add: z
    .object({ years: amount, months: amount, weeks: amount, days: amount, hours: amount, minutes: amount })
    .optional()
    .describe('Moves the time; negative goes back'),
  to: z.string().max(60).optional().describe('Another IANA time zone to tell the time in'),
  until: z.string().max(80).optional().describe('A second time: tells how long it is from the first'),
});

/** date_time: what time it is, moved times, other zones, spans, with the calendar's own rules. */
export function dateTimeTool({ now }: Pick<Runtime, 'now'>): Tool<z.infer<typeof schema>> {
  return {
    name: 'date_time',
    title: 'Date and time',
    description: 'Tells the time now, moves a time, changes time zones and measures spans between two times.',
    effect: 'read',
    schema,
    async run({ at, timeZone, add, to, until }) {
      try {
        const begin = timeOf(at, timeZone, now());
        const moved = movedBy(begin, add ?? {});
        const lines = [described(moved)];
        if (to) lines.push(described(moved.withTimeZone(to)));
        if (until) lines.push(`Until then: ${span(moved, timeOf(until, timeZone, now()))}`);
        return { ok: true, output: lines.join('\n'), files: [], citations: [] };
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw toolErrors.time_invalid(error.message);
      }
    },
  };
}

/** The largest unit first, each by itself: some may go forth and others back. */
function movedBy(
  begin: Temporal.ZonedDateTime,
  add: Record<string, number | undefined>,
): Temporal.ZonedDateTime {
  return UNITS.reduce((time, unit) => time.add({ [unit]: add[unit] ?? 0 }), begin);
}

/** With an offset or Z it is that moment; without, it is the clock's time in the zone. */
function timeOf(text: string | undefined, timeZone: string, now: number): Temporal.ZonedDateTime {
  if (text === undefined) return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone);
  if (/(?:Z|[+-]\d\d:?\d\d)$/i.test(text)) return Temporal.Instant.from(text).toZonedDateTimeISO(timeZone);
  return Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone);
}

function described(time: Temporal.ZonedDateTime): string {
  const weekday = time.toLocaleString('en', { weekday: 'long' });
  const rounded = time.round('second').toString({ timeZoneName: 'never' });
  return `${rounded} ${time.timeZoneId} (${weekday}, week ${time.weekOfYear}, day ${time.dayOfYear} of the year)`;
}

function span(from: Temporal.ZonedDateTime, to: Temporal.ZonedDateTime): string {
  const whole = from
    .until(to, { largestUnit: 'year' })
    .round({ smallestUnit: 'second', largestUnit: 'year', relativeTo: from });
  const days = from.until(to, { largestUnit: 'day' }).days;
  return `${whole.toString()} (${days} days)`;
}
