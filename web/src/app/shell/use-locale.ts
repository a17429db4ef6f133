import { useEffect } from 'react';
import { changeLanguage, type Language } from '../../lib/i18n.ts';

/** Shows the language that the person chose in the profile, on whatever device. */
export function useLocale(locale: Language | null): void {
  useEffect(() => {
    if (locale) void changeLanguage(locale);
  }, [locale]);
}
