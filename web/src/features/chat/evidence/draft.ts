import type { ShownAnswer } from '../shown-answer.ts';

const MARK = /\[\d{1,4}\]/;

/**
 * Whether an answer that has not ended well says what is to be held against sources and was not: it may still be marked,
 * or taken back as a whole. One that is complete has been looked at, whether there was anything to tell or not.
 */
export function isDraft({ state, parts, citations, text }: ShownAnswer): boolean {
  if (state === 'complete' || text === '') return false;
  if (parts.some(({ type }) => type === 'check' || type === 'unknown')) return false;
  return parts.some(({ type }) => type === 'question') || (citations.length > 0 && MARK.test(text));
}
