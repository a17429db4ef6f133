// What the keyword index holds of a text, and what a query asks of it. Only letters, marks and digits get through.
import { type Language, languageOf } from './language.ts';
import { MAX_QUERY_TERMS } from './limits.ts';
import { fold, stem } from './stem.ts';
import { STOP_WORDS } from './stop-words.ts';
import { characters, longWords, pairs, type Token, tokensOf } from './tokens.ts';

/** A word under which the passage stands counts as much as this many in its text. Chosen on half of Cranfield's questions. */
const HEADING_WEIGHT = 2;

export type IndexedTerms = {
  /** In the order of the text, the heading before it; stop words too. */
  terms: string[];
  /** Terms without stop words: the length that BM25 weighs by. */
  length: number;
  language: Language;
  /** Of the heading once, and of the text. */
  tokens: Token[];
};

export function indexTerms(text: string, heading = ''): IndexedTerms {
  const tokens = tokensOf(text);
  const language = languageOf(tokens.filter(({ kind }) => kind === 'word').map(({ word }) => word));
  const above = heading === '' ? [] : tokensOf(heading);
  const found: IndexedTerms = { terms: [], length: 0, language, tokens: [...above, ...tokens] };
  for (let time = 0; time < HEADING_WEIGHT; time++) for (const token of above) take(token, found);
  for (const token of tokens) take(token, found);
  return found;
}

function take({ word, kind }: Token, into: IndexedTerms): void {
  const before = into.terms.length;
  if (kind === 'word') into.terms.push(stem(word, into.language));
  else for (const cut of [characters, pairs, longWords]) for (const term of cut(word)) into.terms.push(term);
  if (!STOP_WORDS.has(word)) into.length += into.terms.length - before;
}

/** One thing that is asked for, with the forms that it has in the languages of the collection. */
export type QueryTerm = { forms: string[] };

/** Each once, without stop words unless there is nothing else. */
export function queryTerms(text: string, languages: readonly Language[] = ['english']): QueryTerm[] {
  const tokens = tokensOf(text);
  const isTelling = ({ word }: Token) => !STOP_WORDS.has(word);
  const chosen = tokens.some(isTelling) ? tokens.filter(isTelling) : tokens;
  const terms = new Map<string, QueryTerm>();
  for (const token of chosen) {
    for (const forms of formsOf(token, languages)) {
      const key = forms.join(' ');
      if (!terms.has(key)) terms.set(key, { forms });
    }
  }
  return [...terms.values()].slice(0, MAX_QUERY_TERMS);
}

function formsOf({ word, kind }: Token, languages: readonly Language[]): string[][] {
  if (kind === 'word') return [[...new Set(languages.map((language) => stem(word, language)))]];
  // A single character is matched only when it stands alone; inside a run it would match nearly everything.
  const terms = [...word].length === 1 ? [word] : [...pairs(word), ...longWords(word)];
  return terms.map((term) => [term]);
}

/** The terms of a phrase in the order in which the index has them; a run ends a part, since its pairs follow it there. */
export function phraseParts(phrase: string, language: Language): string[][] {
  const parts: string[][] = [[]];
  for (const token of tokensOf(phrase)) {
    if (token.kind === 'word') parts.at(-1)?.push(stem(token.word, language));
    else {
      parts.at(-1)?.push(...characters(token.word));
      parts.push([]);
    }
  }
  return parts.filter((part) => part.length > 0);
}

/** The word that the text ends in, as far as it is typed. */
export function unfinishedWord(text: string): string | undefined {
  const last = tokensOf(text).at(-1);
  return last && last.kind === 'word' && last.end === text.length ? fold(last.word) : undefined;
}
