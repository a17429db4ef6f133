// The sentences of an answer that say something about the world, with the marks of the passages they rest on.
import { type Span, sentenceSpans, wordsOf } from '../../language/index.ts';
import { factsOf } from './facts.ts';

/** Longer answers are checked up to here. */
export const MAX_CLAIMS = 200;

export interface Claim extends Span {
  /** Without marks and without signs of Markdown. */
  text: string;
  /** The n of each mark [n] that the sentence has, or that a later one of its paragraph has for it. */
  marks: number[];
  /** The marks are those of a later sentence. */
  inherits: boolean;
}

const MARK = /\[(\d{1,4})\]/g;
const FENCE = /^\s*(?:```|~~~)/;
const NO_PROSE = /^\s*(?:#{1,6}\s|[-=*_]{3,}\s*$|\|?[\s:|-]+\|[\s:|-]*$)/;
const LIST_SIGN = /^\s*(?:>\s*)*(?:[-*+•]\s+|\d{1,3}[.)]\s+)?/;
/** Dots that end no sentence. */
const ABBREVIATED = /(?:^|[\s(])(?:[A-Z]|Dr|Mr|Mrs|Ms|Prof|St|No|vs|e\.g|i\.e|cf|Fig|Eq|approx|ca|etc)\.$/;
const ASIDE = /[:：?？]["'”’)）*]*$/;

/** Sentences that claim nothing (introductions, questions, headings, code) are left out. */
export function claimsOf(answer: string): Claim[] {
  const claims: Claim[] = [];
  let isCode = false;
  let at = 0;
  for (const line of answer.split('\n')) {
    if (FENCE.test(line)) isCode = !isCode;
    else if (!isCode && !NO_PROSE.test(line)) claims.push(...claimsOfLine(line, at));
    at += line.length + 1;
  }
  return claims.slice(0, MAX_CLAIMS);
}

function claimsOfLine(line: string, offset: number): Claim[] {
  const from = LIST_SIGN.exec(line)?.[0].length ?? 0;
  const spans = joined(line.slice(from));
  const claims = spans.map(({ start, end }): Claim => {
    const raw = line.slice(from + start, from + end);
    const marks = [...new Set([...raw.matchAll(MARK)].map((match) => Number(match[1])))];
    return {
      start: offset + from + start,
      end: offset + from + end,
      text: plain(raw),
      marks,
      inherits: false,
    };
  });
  for (let index = claims.length - 2; index >= 0; index--) {
    const [claim, next] = [claims[index] as Claim, claims[index + 1] as Claim];
    if (claim.marks.length > 0 || next.marks.length === 0) continue;
    claim.marks = next.marks;
    claim.inherits = true;
  }
  return claims.filter(({ text }) => isClaim(text));
}

/** Marks behind the full stop belong to the sentence before; a dot of "Dr." ends none. */
function joined(text: string): Span[] {
  const spans: Span[] = [];
  // Marks are blanked first: a bracket that follows a full stop at once would be taken for the sentence's own.
  for (const { start, end } of sentenceSpans(text.replaceAll(MARK, (mark) => ' '.repeat(mark.length)))) {
    const last = spans.at(-1);
    if (last && ABBREVIATED.test(text.slice(last.start, last.end))) last.end = end;
    else spans.push({ start: last ? start : 0, end });
  }
  return spans.map(({ start, end }, index) => {
    const behind = text.slice(end, spans[index + 1]?.start ?? text.length);
    return { start, end: end + behind.trimEnd().length };
  });
}

function plain(raw: string): string {
  return raw
    .replace(MARK, '')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[*`|]|__|~~/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ (?=[.,;:!?。，；：！？])/g, '')
    .trim();
}

function isClaim(text: string): boolean {
  if (ASIDE.test(text)) return false;
  const { words, numbers } = factsOf(text);
  return words.size + numbers.size >= 2 || (words.size === 1 && wordsOf(text).length >= 3);
}
