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
