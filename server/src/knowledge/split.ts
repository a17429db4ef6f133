import type { Section } from './parse/parsed.ts';

/** A passage is as long as this where its sentences allow, which is about 250 words. */
export const PASSAGE_LENGTH = 1_200;
/** What a passage repeats of the end of the one before, so that nothing is cut from its context. */
export const OVERLAP_LENGTH = 150;
/** A "sentence" longer than this, such as a table without stops, is cut hard. */
const MAX_SENTENCE_LENGTH = 1_000;
/** Between sections in the offsets: the viewer joins them by a blank line. */
const GAP = 2;

/** `start` and `end` are UTF-16 offsets into the sections' texts joined by blank lines. */
export interface SplitPassage {
  text: string;
  heading: string | null;
  page: number | null;
  start: number;
  end: number;
}

interface Span {
  start: number;
  end: number;
}

const segmenter = new Intl.Segmenter('und', { granularity: 'sentence' });

/** Ends of the sentences of a text, in any language that Unicode has rules for (UAX 29). */
function sentences(text: string): Span[] {
  const spans: Span[] = [];
  for (const { index, segment } of segmenter.segment(text)) {
    for (let at = 0; at < segment.length; ) {
      const end = cutBefore(segment, at + MAX_SENTENCE_LENGTH);
      spans.push({ start: index + at, end: index + end });
      at = end;
    }
  }
  return spans;
}

/** A sign of two UTF-16 units is not cut in two. */
function cutBefore(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}

/** Where the next passage begins: with the last sentences of this one that fit the overlap. */
function overlapFrom(spans: readonly Span[], first: number, last: number): number {
  let from = last + 1;
  const end = spans[last]?.end ?? 0;
  while (from - 1 > first && end - (spans[from - 1]?.start ?? 0) <= OVERLAP_LENGTH) from--;
  return from;
}

function pack(text: string): Span[] {
  const spans = sentences(text);
  const packed: Span[] = [];
  let first = 0;
  while (first < spans.length) {
    const { start } = spans[first] as Span;
    let last = first;
    while (last + 1 < spans.length && (spans[last + 1] as Span).end - start <= PASSAGE_LENGTH) last++;
    packed.push({ start, end: (spans[last] as Span).end });
    if (last + 1 >= spans.length) break;
    first = overlapFrom(spans, first, last);
  }
  return packed;
}

/** Cuts sections into passages at sentence ends; a passage never spans two sections. */
export function splitSections(sections: readonly Section[]): SplitPassage[] {
  let offset = 0;
  return sections.flatMap(({ text, heading, page }) => {
    const base = offset;
    offset += text.length + GAP;
    return pack(text).flatMap(({ start, end }) => {
      const raw = text.slice(start, end);
      const trimmed = raw.trim();
      if (trimmed === '') return [];
      const from = base + start + raw.indexOf(trimmed);
      return [{ text: trimmed, heading, page, start: from, end: from + trimmed.length }];
    });
  });
}
