import { type Block, type BlockKind, blocksOf, headOf, linesOf, type Span } from './blocks.ts';
import type { Section } from './parse/parsed.ts';
import { countTokens } from './token-count.ts';

/** A passage has no more than these, as `countTokens` counts: some 230 English words, or 300 Chinese characters. */
export const MAX_PASSAGE_TOKENS = 300;
/** What a passage of prose repeats of the end of the one before, so that nothing is cut from its context. */
export const MAX_OVERLAP_TOKENS = 40;
/** A passage that is as full as this ends rather than to begin a block that it would have to cut. */
const FULL_ENOUGH = 0.5;
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

/** What is not cut: a sentence, a row, a line of code. */
interface Unit extends Span {
  tokens: number;
  kind: BlockKind;
  block: Block;
}

const segmenter = new Intl.Segmenter('und', { granularity: 'sentence' });

/** Ends of the sentences of a text, in any language that Unicode has rules for (UAX 29). */
function sentencesOf(text: string, { start, end }: Span): Span[] {
  return Array.from(segmenter.segment(text.slice(start, end)), ({ index, segment }) => ({
    start: start + index,
    end: start + index + segment.length,
  }));
}

/** A "sentence" that is too long for a passage, such as a list without stops, is cut hard. */
function fitting(text: string, span: Span): (Span & { tokens: number })[] {
  const tokens = countTokens(text.slice(span.start, span.end));
  if (tokens <= MAX_PASSAGE_TOKENS) return [{ ...span, tokens }];
  const middle = cutNear(text, span);
  return [
    ...fitting(text, { start: span.start, end: middle }),
    ...fitting(text, { start: middle, end: span.end }),
  ];
}

/** After a space near the middle, if there is one; never within a sign of two units. */
function cutNear(text: string, { start, end }: Span): number {
  const middle = Math.floor((start + end) / 2);
  const space = text.indexOf(' ', middle);
  if (space !== -1 && space + 1 < end && space - middle < (end - start) / 4) return space + 1;
  const unit = text.charCodeAt(middle);
  return unit >= 0xdc00 && unit <= 0xdfff ? middle + 1 : middle;
}

function unitsOf(text: string, blocks: readonly Block[]): Unit[] {
  return blocks.flatMap((block) => {
    const spans = block.kind === 'prose' ? sentencesOf(text, block) : linesOf(text, block);
    return spans
      .flatMap(({ start, end }) => fitting(text, { start, end }))
      .map((span) => ({ ...span, kind: block.kind, block }));
  });
}

/** The last unit of the passage that begins with `first`. */
function lastFrom(units: readonly Unit[], first: number): number {
  let tokens = 0;
  let last = first - 1;
  /** Where the last block ended, if the passage was full enough by then. */
  let ended: number | undefined;
  for (;;) {
    const next = units[last + 1];
    if (next === undefined) return last;
    const isCut = last >= first && next.block === units[last]?.block;
    if (last >= first && !isCut && tokens >= MAX_PASSAGE_TOKENS * FULL_ENOUGH) ended = last;
    if (last >= first && tokens + next.tokens > MAX_PASSAGE_TOKENS) return isCut ? (ended ?? last) : last;
    tokens += next.tokens;
    last++;
  }
}

/** Where the next passage begins: with the last sentences of this one that fit the overlap. */
function overlapFrom(units: readonly Unit[], first: number, last: number): number {
  let from = last + 1;
  let tokens = 0;
  while (from - 1 > first) {
    const before = units[from - 1] as Unit;
    tokens += before.tokens;
    if (before.kind !== 'prose' || tokens > MAX_OVERLAP_TOKENS) break;
    from--;
  }
  return from;
}

interface Packed extends Span {
  /** The names of the columns, where a passage begins below them. */
  head: string | null;
}

function pack(text: string, isCode: boolean): Packed[] {
  const units = unitsOf(text, blocksOf(text, isCode));
  const packed: Packed[] = [];
  for (let first = 0; first < units.length; ) {
    const last = lastFrom(units, first);
    const { start, block } = units[first] as Unit;
    const isBelow = block.kind === 'table' && start > block.start;
    packed.push({ start, end: (units[last] as Unit).end, head: isBelow ? headOf(text, block) : null });
    first = last + 1 < units.length ? overlapFrom(units, first, last) : units.length;
  }
  return packed;
}

/**
 * Cuts sections into passages: between paragraphs, tables and blocks of code where that leaves no passage half empty,
 * else at the ends of sentences, rows and lines. A passage never spans two sections.
 */
export function splitSections(sections: readonly Section[]): SplitPassage[] {
  let offset = 0;
  return sections.flatMap(({ text, heading, page, isCode = false }) => {
    const base = offset;
    offset += text.length + GAP;
    return pack(text, isCode).flatMap(({ start, end, head }) => {
      const raw = text.slice(start, end);
      const trimmed = raw.trim();
      if (trimmed === '') return [];
      const from = base + start + raw.indexOf(trimmed);
      const above = [heading, head].filter((part) => part !== null).join(': ') || null;
      return [{ text: trimmed, heading: above, page, start: from, end: from + trimmed.length }];
    });
  });
}
