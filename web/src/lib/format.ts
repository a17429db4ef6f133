const KIB = 1024;
const MICROS_PER_DOLLAR = 1_000_000;

export function formatBytes(bytes: number, locale: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = bytes < KIB ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(KIB)));
  const value = bytes / KIB ** power;
  const maximumFractionDigits = power === 0 || value >= 100 ? 0 : 1;
  const unit = units[power];
  const format = {
    style: 'unit',
    unit,
    unitDisplay: power === 0 ? 'narrow' : 'short',
    maximumFractionDigits,
  } as const;
  return new Intl.NumberFormat(locale, format).format(value);
}

/** 340 ms, 2.4 s, 3 min 5 s. */
export function formatDuration(ms: number, locale: string): string {
  const say = (value: number, unit: 'millisecond' | 'second' | 'minute' | 'hour', digits = 0) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(value);
  if (ms < 1_000) return say(Math.round(ms), 'millisecond');
  if (ms < 60_000) return say(ms / 1_000, 'second', 1);
  const minutes = Math.floor(ms / 60_000);
  const both = (large: string, value: number, unit: 'second' | 'minute') =>
    value === 0 ? large : `${large} ${say(value, unit)}`;
  if (minutes < 60) return both(say(minutes, 'minute'), Math.floor((ms % 60_000) / 1_000), 'second');
  return both(say(Math.floor(minutes / 60), 'hour'), minutes % 60, 'minute');
}

/** Millionths of a dollar as money; small sums keep the digits that matter. */
export function formatCost(micros: number, locale: string): string {
  const dollars = micros / MICROS_PER_DOLLAR;
  const maximumFractionDigits = dollars > 0 && dollars < 0.01 ? 6 : dollars < 1 ? 4 : 2;
  const format = {
    style: 'currency',
    currency: 'USD',
    minimumFractionDigits: 2,
    maximumFractionDigits,
  } as const;
  return new Intl.NumberFormat(locale, format).format(dollars);
}

/** 0.42 as "42%". */
export function formatShare(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(value);
}

export function formatNumber(value: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(value);
}

/** The signs that a language writes numbers with. */
export function numberSeparators(locale: string): { group: string; decimal: string } {
  const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(1_234_567.5);
  const sign = (type: string) => parts.find((part) => part.type === type)?.value;
  return { group: sign('group') ?? '', decimal: sign('decimal') ?? '.' };
}

export function formatTime(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

export function formatClock(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(
    at,
  );
}

export function formatDate(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }).format(at);
}

const STEPS = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
] as const;

/** "5 minutes ago". */
export function formatAgo(at: number, now: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  let value = (at - now) / 1_000;
  for (const [unit, size] of STEPS) {
    if (Math.abs(value) < size) return format.format(Math.round(value), unit);
    value /= size;
  }
  return format.format(Math.round(value), 'year');
}
