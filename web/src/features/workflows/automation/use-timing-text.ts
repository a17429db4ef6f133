import { useTranslation } from 'react-i18next';
import type { TimingBody } from '../../../lib/api-types.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { type CronDraft, draftCron } from './cron.ts';

/** A Sunday: the days of a week are named by those that follow it. */
const SUNDAY = Date.UTC(2026, 0, 4, 12);
const DAY_MS = 86_400_000;

/** When a schedule comes, as people say it: "Every weekday at 09:00". */
export function useTimingText(): (timing: TimingBody) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const dayName = useDayName();
  const cronText = ({ rhythm, minute, time, weekdays, day, expression }: CronDraft): string => {
    switch (rhythm) {
      case 'hour':
        return t('schedules.everyHour', { minute: String(minute).padStart(2, '0') });
      case 'week': {
        const names = weekdays.map((weekday) => dayName(weekday, 'long'));
        const days = new Intl.ListFormat(format.language, { type: 'conjunction' }).format(names);
        return t('schedules.everyWeek', { days, time });
      }
      case 'month':
        return t('schedules.everyMonth', { day, time });
      case 'custom':
        return expression;
      default:
        return t(`schedules.${rhythm === 'day' ? 'everyDay' : 'everyWeekday'}`, { time });
    }
  };
  return (timing) => {
    switch (timing.kind) {
      case 'cron':
        return cronText(draftCron(timing.expression));
      case 'every':
        return t('schedules.everyTime', { time: format.duration(timing.intervalMs) });
      case 'once':
        return t('schedules.onceAt', { time: format.time(timing.at) });
    }
  };
}

/** The name of a day of the week; 0 is Sunday. */
export function useDayName(): (weekday: number, length: 'short' | 'long') => string {
  const { language } = useFormat();
  return (weekday, length) =>
    new Intl.DateTimeFormat(language, { weekday: length, timeZone: 'UTC' }).format(SUNDAY + weekday * DAY_MS);
}
