export { asksForNumber } from './amounts.ts';
export { numbersIn } from './numbers.ts';
export {
  contentWords,
  isChinese,
  isStopWord,
  type Span,
  sentenceSpans,
  sentencesOf,
  stem,
  wordsOf,
} from './words.ts';
