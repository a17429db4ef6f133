export interface Document {
  name: string;
  text: string;
}

const SUBJECTS = 'harbour keeper lantern archive turbine ledger orchard bridge engine garden'.split(' ');
const VERBS = 'holds repairs records measures opens forwards describes replaces'.split(' ');
const OBJECTS = 'winter market paper copper river letter signal window timber anchor'.split(' ');
const WORDS_IN_SENTENCE = 4;

/** Mulberry32 (Tommy Ettinger, public domain): every run gets the same documents. */
export function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below) | 0;
  };
}

/** Made-up Markdown documents of about so many kilobytes, with headings, each with words of its own. */
export function corpus(count: number, kilobytes: number, seed = 7): Document[] {
  const below = chance(seed);
  const of = (words: readonly string[]) => words[below(words.length)] ?? '';
  return Array.from({ length: count }, (_, index) => {
    const lines = [`# Report ${index} of the ${of(SUBJECTS)}`, ''];
    for (let size = 0; size < kilobytes * 1_000; ) {
      const words = Array.from(
        { length: WORDS_IN_SENTENCE },
        () => `the ${of(SUBJECTS)} ${of(VERBS)} the ${of(OBJECTS)}${below(5_000)}`,
      );
      const line = below(12) === 0 ? `\n## Part ${size}\n` : `Here ${words.join(' and ')}.`;
      lines.push(line);
      size += line.length + 1;
    }
    return { name: `report-${String(index).padStart(6, '0')}.md`, text: lines.join('\n') };
  });
}

export function bytesOf(documents: readonly Document[]): number {
  return documents.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
}
