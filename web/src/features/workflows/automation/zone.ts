/** The zone of the browser, by its IANA name. */
export const ownZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** All that the browser knows; the server knows the same names. */
export function allZones(): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return known.includes('UTC') ? known : ['UTC', ...known];
}

/** How far the clocks of a zone are from UTC at a time, as people write it: GMT+2. */
export function offsetOf(at: number, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'shortOffset' }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

const MINUTE_MS = 60_000;

/** The place of a time in its zone: Thu, 26 Mar 2026, 09:00; with seconds where it is not on a minute. */
export function formatIn(at: number, timeZone: string | undefined, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: at % MINUTE_MS === 0 ? undefined : '2-digit',
  }).format(at);
}

/** Whether the clocks of a zone have changed between two times. */
export const hasChanged = (before: number, at: number, timeZone: string): boolean =>
  offsetOf(before, timeZone) !== offsetOf(at, timeZone);
