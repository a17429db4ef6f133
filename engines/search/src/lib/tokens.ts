// Words and where they stand in the source. Scripts that write without spaces come as runs, which are cut by
// Intl.Segmenter and into single characters and pairs besides, so that a query finds what was cut differently.

const UNSPACED_SCRIPTS =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}ー々\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const TOKEN = `[${UNSPACED_SCRIPTS}]+|[[\\p{L}\\p{N}\\p{M}]--[${UNSPACED_SCRIPTS}]]+`;
const TOKEN_HERE = new RegExp(TOKEN, 'vy');
const TOKENS = new RegExp(TOKEN, 'gv');
const UNSPACED = new RegExp(`^[${UNSPACED_SCRIPTS}]`, 'v');
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
  for (let at = 0; at < text.length; ) {
    const end = endOfPlain(text, at);
    // What is no ASCII may go on with the word: "na" and "naïve".
    if (end > at && !(text.charCodeAt(end) > LAST_ASCII)) {
      tokens.push({ word: text.slice(at, end).toLowerCase(), kind: 'word', start: at, end });
      at = end;
    } else if (end === at && text.charCodeAt(at) <= LAST_ASCII) at++;
    else at = readOther(text, at, tokens);
  }
  return tokens;
}

const LAST_ASCII = 0x7f;
const LAST_OF_ONE_UNIT = 0xffff;

/** Where letters and digits of ASCII end: of most texts nearly all words, and found without a regular expression. */
function endOfPlain(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const isLetter = (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
    if (!(isLetter || (code >= 0x30 && code <= 0x39))) break;
  }
  return at;
}

/** Takes in the token that begins here, if one does. Answers where to go on. */
function readOther(text: string, start: number, tokens: Token[]): number {
  TOKEN_HERE.lastIndex = start;
  const [found] = TOKEN_HERE.exec(text) ?? [];
  if (found === undefined) return start + ((text.codePointAt(start) ?? 0) > LAST_OF_ONE_UNIT ? 2 : 1);
  const end = start + found.length;
  // A sign such as ½ comes apart in NFKC: both parts stand where it stood.
  for (const [word] of found.normalize('NFKC').toLowerCase().matchAll(TOKENS))
    tokens.push({ word, kind: UNSPACED.test(word) ? 'run' : 'word', start, end });
  return end;
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
