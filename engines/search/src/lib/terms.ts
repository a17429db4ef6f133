// What counts as a word, for the index and for queries. Scripts that write without spaces are cut by Intl.Segmenter,
// and into single characters and pairs besides, so that a query finds a word that the segmenter cut differently.
import { MAX_QUERY_TERMS } from './limits.ts';
import { STOP_WORDS } from './stop-words.ts';

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+/gu;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' });

const normalize = (text: string) => text.normalize('NFKC').toLowerCase();

/** Text as the tokenizer of the index gets it: the same, but with unspaced runs cut into spaced terms. */
export function indexText(text: string): string {
  return normalize(text).replace(
    UNSPACED,
    (run) => ` ${[...characters(run), ...pairs(run), ...longWords(run)].join(' ')} `,
  );
}

/** Terms of a query, each once, without stop words unless there is nothing else. Only letters and digits get through. */
export function queryTerms(text: string): string[] {
  const unspaced: string[] = [];
  const rest = normalize(text).replace(UNSPACED, (run) => {
    unspaced.push(...queryTermsOfRun(run));
    return ' ';
  });
  const words = rest.match(WORD) ?? [];
  const telling = words.filter((word) => !STOP_WORDS.has(word));
  const chosen = telling.length + unspaced.length > 0 ? telling : words;
  return [...new Set([...chosen, ...unspaced])].slice(0, MAX_QUERY_TERMS);
}

/** Words and character n-grams share nothing with a tokenizer here: the embedder wants plain lists. */
export function plainWords(text: string): { words: string[]; runs: string[] } {
  const runs: string[] = [];
  const rest = normalize(text).replace(UNSPACED, (run) => {
    runs.push(run);
    return ' ';
  });
  return { words: rest.match(WORD) ?? [], runs };
}

/** A single character is matched only when it stands alone; inside a run it would match nearly everything. */
const queryTermsOfRun = (run: string) => ([...run].length === 1 ? [run] : [...pairs(run), ...longWords(run)]);

export const characters = (run: string): string[] => [...run];

export function pairs(run: string): string[] {
  const all = [...run];
  return all.slice(1).map((character, index) => `${all[index]}${character}`);
}

/** Words of three and more characters; shorter ones are already there as characters and pairs. */
function longWords(run: string): string[] {
  return Array.from(segmenter.segment(run), ({ segment }) => segment).filter((word) => [...word].length > 2);
}
