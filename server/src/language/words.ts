const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Words that carry no meaning of their own. */
const STOP = new Set(
  'a an and are as at be by can could did do does for from had has have how i in is it its me my of on or our please tell that the their there they this to was we were what when where which who why will with would you your about'
    .split(' ')
    .concat(
      '的 了 是 在 和 与 有 什么 怎么 如何 吗 呢 请 我 你 它 这 那 哪 几 会 能 可以 多少 多少钱 为什么 及 或 被 把 对 从'.split(
        ' ',
      ),
    ),
);

/** Ends that English words lose, so that "boats" meets "boat". */
export function stem(word: string): string {
  return word.length > 4 ? word.replace(/(ing|ed|es|s)$/, '') : word;
}

/** Whether a text is answered in Chinese. */
export const isChinese = (text: string): boolean => /\p{Script=Han}/u.test(text);

/** Every word as it stands, stop words too, with its place. */
export function wordsOf(text: string): { word: string; start: number }[] {
  return [...segmenter.segment(text)].flatMap(({ segment, index, isWordLike }) =>
    isWordLike ? [{ word: segment, start: index }] : [],
  );
}

export const isStopWord = (word: string): boolean => STOP.has(word);

/** The words of a text that mean something, in lower case, in any language; Chinese by words and by pairs. */
export function contentWords(text: string): string[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(text.toLowerCase())) {
    if (!isWordLike || STOP.has(segment)) continue;
    words.push(stem(segment));
    if (/\p{Script=Han}/u.test(segment) && segment.length > 2) {
      for (let at = 0; at + 2 <= segment.length; at++) words.push(segment.slice(at, at + 2));
    }
  }
  return words;
}

const sentenceSegmenter = new Intl.Segmenter('und', { granularity: 'sentence' });

export interface Span {
  start: number;
  end: number;
}

/** Sentences of a text by their places, without the space around them (UAX 29). */
export function sentenceSpans(text: string): Span[] {
  return [...sentenceSegmenter.segment(text)].flatMap(({ segment, index }) => {
    const start = index + segment.length - segment.trimStart().length;
    const end = index + segment.trimEnd().length;
    return end > start ? [{ start, end }] : [];
  });
}

export function sentencesOf(text: string): string[] {
  return sentenceSpans(text).map(({ start, end }) => text.slice(start, end));
}
