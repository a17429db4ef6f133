// Snowball's stemmers (Porter, "Snowball: a language for stemming algorithms", 2001), one for each language.
import { stemmer as danish } from '@orama/stemmers/danish';
import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as english } from '@orama/stemmers/english';
import { stemmer as finnish } from '@orama/stemmers/finnish';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as norwegian } from '@orama/stemmers/norwegian';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as russian } from '@orama/stemmers/russian';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { stemmer as swedish } from '@orama/stemmers/swedish';
import type { Language } from './language.ts';

const STEMMERS: Record<Language, (word: string) => string> = {
  danish,
  dutch,
  english,
  finnish,
  french,
  german,
  italian,
  norwegian,
  portuguese,
  russian,
  spanish,
  swedish,
};

/** Of one language. The same words come again and again: a passage is stemmed mostly from here. */
const MAX_REMEMBERED = 50_000;
const MAX_STEMMED_CHARS = 64;
const DIGIT = /\p{N}/u;
const PLAIN = /^[a-z0-9]*$/;
const MARKS = /[\u0300-\u036f]/g;

const remembered = new Map<Language, Map<string, string>>();

/** The part of a word that its forms share, without diacritics. Numbers and names like "r2d2" stay as they are. */
export function stem(word: string, language: Language): string {
  const words = wordsOf(language);
  const known = words.get(word);
  if (known !== undefined) return known;
  // English endings have no diacritics, and "résumé" is as often written without.
  const plain = language === 'english' ? fold(word) : word;
  const isLeft = plain.length > MAX_STEMMED_CHARS || DIGIT.test(plain);
  const folded = fold(isLeft ? plain : STEMMERS[language](plain) || plain);
  if (words.size >= MAX_REMEMBERED) words.clear();
  words.set(word, folded);
  return folded;
}

function wordsOf(language: Language): Map<string, string> {
  const known = remembered.get(language);
  if (known) return known;
  const words = new Map<string, string>();
  remembered.set(language, words);
  return words;
}

/** "Öl" and "Ol" are one word to who searches, and so are both forms of sigma. */
export function fold(word: string): string {
  if (PLAIN.test(word)) return word;
  return word.normalize('NFD').replace(MARKS, '').normalize('NFC').replaceAll('ς', 'σ');
}
