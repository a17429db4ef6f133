import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = 'agenticgen.language';

type Catalogues = Record<Language, () => Promise<{ default: object }>>;

const catalogues: Catalogues = {
  en: () => import('../i18n/en.json?first'),
  'zh-CN': () => import('../i18n/zh-CN.json?first'),
};
/** What only some pages say. */
const later: Catalogues = {
  en: () => import('../i18n/en.json?later'),
  'zh-CN': () => import('../i18n/zh-CN.json?later'),
};
const NAMESPACE = 'translation';
let isLaterWanted = false;

/** The language that was chosen, else the first of the browser's that there is, else English. */
export function detectLanguage(chosen: string | null, wanted: readonly string[]): Language {
  const known = LANGUAGES.find((language) => language === chosen);
  if (known) return known;
  for (const tag of wanted) {
    if (/^zh\b/i.test(tag)) return 'zh-CN';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}

/** The reader's own region of the shown language, for numbers and times: English in the United Kingdom has 18:30. */
export function formatLocale(language: string, wanted: readonly string[]): string {
  const base = language.split('-')[0];
  return wanted.find((tag) => tag.split('-')[0]?.toLowerCase() === base) ?? language;
}

export async function startI18n(): Promise<i18n> {
  const language = detectLanguage(localStorage.getItem(KEY), navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { [NAMESPACE]: (await catalogues[language]()).default } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
  return i18next;
}

/** Loads what only some pages say, in the shown language and from now on in each that is switched to. */
export async function loadLaterTexts(): Promise<void> {
  isLaterWanted = true;
  await addLater(i18next.language as Language);
}

async function addLater(language: Language): Promise<void> {
  i18next.addResourceBundle(language, NAMESPACE, (await later[language]()).default, true);
}

/** Loads the catalogue if need be, switches, and remembers it on this device. */
export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, NAMESPACE)) {
    i18next.addResourceBundle(language, NAMESPACE, (await catalogues[language]()).default);
  }
  if (isLaterWanted) await addLater(language);
  await i18next.changeLanguage(language);
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
}
