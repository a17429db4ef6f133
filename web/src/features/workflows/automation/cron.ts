/** The rhythms that need no knowledge of cron; everything else is `custom`. */
export const RHYTHMS = ['hour', 'day', 'weekdays', 'week', 'month', 'custom'] as const;
export type Rhythm = (typeof RHYTHMS)[number];

/** A cron expression while it is chosen. Only what the rhythm needs counts. */
export interface CronDraft {
  rhythm: Rhythm;
  /** Of the hour. */
  minute: number;
  /** HH:MM. */
  time: string;
  /** 0 is Sunday. */
  weekdays: number[];
  /** Of the month. */
  day: number;
  expression: string;
}

export const MAX_DAY = 31;
const START: CronDraft = {
  rhythm: 'day',
  minute: 0,
  time: '09:00',
  weekdays: [1],
  day: 1,
  expression: '0 9 * * *',
};
const NICKNAMES: Record<string, string> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
};

/** The expression, or null while something of it is missing. */
export function cronOf({ rhythm, minute, time, weekdays, day, expression }: CronDraft): string | null {
  if (rhythm === 'custom') return expression.trim() || null;
  if (rhythm === 'hour') return isWithin(minute, 0, 59) ? `${minute} * * * *` : null;
  const clock = /^(\d{1,2}):(\d{2})/.exec(time);
  if (!clock) return null;
  const at = `${Number(clock[2])} ${Number(clock[1])}`;
  switch (rhythm) {
    case 'day':
      return `${at} * * *`;
    case 'weekdays':
      return `${at} * * 1-5`;
    case 'week':
      return weekdays.length > 0 ? `${at} * * ${[...weekdays].sort().join(',')}` : null;
    case 'month':
      return isWithin(day, 1, MAX_DAY) ? `${at} ${day} * *` : null;
  }
}

/** The rhythm that an expression is; one that is none of them is custom. */
export function draftCron(expression?: string): CronDraft {
  if (expression === undefined) return START;
  const custom: CronDraft = { ...START, rhythm: 'custom', expression };
  const parts = (NICKNAMES[expression] ?? expression).trim().split(/\s+/);
  const [minute = '', hour = '', day = '', month, weekday = ''] = parts;
  if (parts.length !== 5 || month !== '*' || !isNumber(minute, 59)) return custom;
  if (hour === '*' && day === '*' && weekday === '*')
    return { ...custom, rhythm: 'hour', minute: Number(minute) };
  if (!isNumber(hour, 23)) return custom;
  const at = { ...custom, time: `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}` };
  if (day === '*' && weekday === '*') return { ...at, rhythm: 'day' };
  if (day === '*' && weekday === '1-5') return { ...at, rhythm: 'weekdays' };
  if (day === '*' && /^[0-6](,[0-6])*$/.test(weekday))
    return { ...at, rhythm: 'week', weekdays: weekday.split(',').map(Number) };
  if (weekday === '*' && isNumber(day, MAX_DAY) && day !== '0')
    return { ...at, rhythm: 'month', day: Number(day) };
  return custom;
}

const isWithin = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max;
const isNumber = (text: string, max: number): boolean => /^\d{1,2}$/.test(text) && Number(text) <= max;
