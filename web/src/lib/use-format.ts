import { useTranslation } from 'react-i18next';
import * as format from './format.ts';
import { formatLocale } from './i18n.ts';

/** Numbers, sizes and times as the reader's language writes them. */
export function useFormat() {
  const language = formatLocale(useTranslation().i18n.language, navigator.languages);
  return {
    language,
    separators: format.numberSeparators(language),
    bytes: (value: number) => format.formatBytes(value, language),
    duration: (ms: number) => format.formatDuration(ms, language),
    cost: (micros: number) => format.formatCost(micros, language),
    share: (value: number) => format.formatShare(value, language),
    number: (value: number) => format.formatNumber(value, language),
    time: (at: number) => format.formatTime(at, language),
    clock: (at: number) => format.formatClock(at, language),
    date: (at: number) => format.formatDate(at, language),
    ago: (at: number) => format.formatAgo(at, Date.now(), language),
  };
}
