/** A stretch of a document's text under one heading (with those above it) and, for PDF, on one page (from 1). */
export interface Section {
  text: string;
  heading: string | null;
  page: number | null;
  /** Lines of a program, which are not cut into sentences. */
  isCode?: boolean;
}

/** Characters of text that one document may have. */
export const MAX_DOCUMENT_LENGTH = 20_000_000;

const INVISIBLE = /[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

function visible(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(INVISIBLE, (sign) => (sign === '\n' || sign === '\t' ? sign : ''))
    .normalize('NFC');
}

/** One space between words, no more than one blank line, nothing invisible. Line breaks stay. */
export function tidy(text: string): string {
  return visible(text)
    .replaceAll(/[^\S\n]+/g, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** As `tidy`, but lines keep how far they are indented: in code and in lists that means something. */
export function tidyIndented(text: string): string {
  return visible(text)
    .replaceAll(/(?<=\S)[^\S\n]+/g, ' ')
    .replaceAll(/[^\S\n]+(?=\n)/g, '')
    .replaceAll(/\n{3,}/g, '\n\n')
    .replace(/^\n+/, '')
    .trimEnd();
}
