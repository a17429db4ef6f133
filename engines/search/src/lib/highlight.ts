import type { Language } from './language.ts';
import { stem } from './stem.ts';
import type { QueryTerm } from './terms.ts';
import { type Token, tokensOf } from './tokens.ts';

/** UTF-16 offsets into the text of the passage. */
export type Span = { start: number; end: number };

/** Where a text has what was asked for; spans that touch are joined. */
export function highlight(text: string, terms: readonly QueryTerm[], languages: readonly Language[]): Span[] {
  const forms = new Set(terms.flatMap((term) => term.forms));
  const spans = tokensOf(text).flatMap((token) => spansOf(token, forms, languages));
  return joined(spans.sort((a, b) => a.start - b.start || a.end - b.end));
}

function spansOf(token: Token, forms: ReadonlySet<string>, languages: readonly Language[]): Span[] {
  const { word, kind, start, end } = token;
  if (kind === 'word')
    return languages.some((language) => forms.has(stem(word, language))) ? [{ start, end }] : [];
  const isShifted = word.length !== end - start;
  return [...forms].flatMap((form) => {
    const places = placesOf(form, word);
    if (isShifted) return places.length > 0 ? [{ start, end }] : [];
    return places.map((at) => ({ start: start + at, end: start + at + form.length }));
  });
}

function placesOf(form: string, run: string): number[] {
  const places: number[] = [];
  for (let at = run.indexOf(form); at >= 0; at = run.indexOf(form, at + 1)) places.push(at);
  return places;
}

function joined(spans: readonly Span[]): Span[] {
  const found: Span[] = [];
  for (const span of spans) {
    const last = found.at(-1);
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else found.push({ ...span });
  }
  return found;
}
