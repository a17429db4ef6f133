// Passages that people changed stand in the place of those that were parsed.
import type { SplitPassage } from './split.ts';

/** What became of the parsed passages from `first` to `last`, by their numbers from 0: other texts, or none. */
export interface PassageEdit {
  first: number;
  last: number;
  /** Texts of the parsed passages that it was made for: of others it is not an edit. */
  parsed: readonly string[];
  passages: readonly string[];
  /** Tells one edit of a place from a later one. */
  revision: string;
}

export interface EditedPassage extends SplitPassage {
  /** Of the parsed passage, or of the first one that an edit stands for. */
  number: number;
  /** Of an edit, and which of its passages this is. */
  edit: { revision: string; part: number } | null;
}

/** In the order of the text. Edits that are of other passages than these are left out. */
export function applyEdits(parsed: readonly SplitPassage[], edits: readonly PassageEdit[]): EditedPassage[] {
  const fitting = new Map(edits.filter((edit) => fits(edit, parsed)).map((edit) => [edit.first, edit]));
  const applied: EditedPassage[] = [];
  for (let number = 0; number < parsed.length; number++) {
    const edit = fitting.get(number);
    if (!edit) {
      applied.push({ ...(parsed[number] as SplitPassage), number, edit: null });
      continue;
    }
    applied.push(...edited(parsed.slice(edit.first, edit.last + 1), edit));
    number = edit.last;
  }
  return applied;
}

export function fits(
  { first, last, parsed: texts }: PassageEdit,
  parsed: readonly { text: string }[],
): boolean {
  const there = parsed.slice(first, last + 1);
  return there.length === texts.length && there.every(({ text }, index) => text === texts[index]);
}

/** A text that stands in the document is cited from its place there; one that does not, from all that was changed. */
function edited(
  parsed: readonly SplitPassage[],
  { first, passages, revision }: PassageEdit,
): EditedPassage[] {
  const [begin] = parsed;
  if (!begin) return [];
  const whole = {
    start: Math.min(...parsed.map(({ start }) => start)),
    end: Math.max(...parsed.map(({ end }) => end)),
  };
  return passages.map((text, part) => {
    const source = parsed.find((one) => one.text.includes(text));
    const from = source && source.end - source.text.length + source.text.indexOf(text);
    const { heading, page } = source ?? begin;
    const span = from === undefined ? whole : { start: from, end: from + text.length };
    return { text, heading, page, ...span, number: first, edit: { revision, part } };
  });
}
