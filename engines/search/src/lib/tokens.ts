// Words and where they stand in the source. Scripts that write without spaces come as runs, which are cut by
// Intl.Segmenter and into single characters and pairs besides, so that a query finds what was cut differently.

const UNSPACED_SCRIPTS =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー々\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const TOKEN = new RegExp(`[${UNSPACED_SCRIPTS}]+|(?:(?![${UNSPACED_SCRIPTS}])[\\p{L}\\p{N}\\p{M}])+`, 'gu');
const UNSPACED = new RegExp(`^[${UNSPACED_SCRIPTS}]`, 'u');
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

export type Token = {
  /** In lower case and NFKC. */
  word: string;
  kind: 'word' | 'run';
  /** UTF-16 offsets into the source. */
  start: number;
  end: number;
};

export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const start = match.index;
    const end = start + match[0].length;
    // A sign such as ½ comes apart in NFKC: both parts stand where it stood.
    for (const [word] of match[0].normalize('NFKC').toLowerCase().matchAll(TOKEN))
      tokens.push({ word, kind: UNSPACED.test(word) ? 'run' : 'word', start, end });
  }
  return tokens;
}

export const characters = (run: string): string[] => [...run];

export function pairs(run: string): string[] {
  const all = [...run];
  return all.slice(1).map((character, index) => `${all[index]}${character}`);
}

/** Words of three and more characters; shorter ones are already there as characters and pairs. */
export function longWords(run: string): string[] {
  return Array.from(segmenter.segment(run), ({ segment }) => segment).filter((word) => [...word].length > 2);
}
