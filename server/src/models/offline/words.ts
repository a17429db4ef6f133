const segmenter = new Intl.Segmenter('und', { granularity: 'word' });

/** Words that carry no meaning of their own. */
const STOP = new Set(
  'a an and are as at be by can could did do does for from had has have how i in is it its me my of on or our please tell that the their there they this to was we were what when where which who why will with would you your about'
    .split(' ')
    .concat(
      '的 了 是 在 和 与 有 什么 怎么 如何 吗 呢 请 我 你 它 这 那 哪 多少 为什么 及 或 被 把 对 从'.split(
        ' ',
      ),
    ),
);

/** Ends that English words lose, so that "boats" meets "boat". */
function stem(word: string): string {
  return word.length > 4 ? word.replace(/(ing|ed|es|s)$/, '') : word;
}

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

export function sentencesOf(text: string): string[] {
  return [...sentenceSegmenter.segment(text)]
    .map(({ segment }) => segment.trim())
    .filter((part) => part !== '');
}
