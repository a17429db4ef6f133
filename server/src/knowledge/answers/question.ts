// What is searched for when somebody asks: a question that leans on the conversation stands on its own, a compound one
// is taken apart. Rules, no model.
import { contentWords, isStopWord, sentencesOf, wordsOf } from '../../language/index.ts';

/** Parts of a compound question that are searched for by themselves. */
export const MAX_PARTS = 4;
/** Questions before this one that it may lean on. */
export const MAX_EARLIER = 6;
export const MAX_SEARCHED_LENGTH = 1_000;

export interface PreparedQuestion {
  searched: string;
  /** Empty where the question is one. */
  parts: string[];
}

/** A question of the conversation, or the answer to one. */
export interface Turn {
  role: 'user' | 'assistant';
  text: string;
}

const CONTINUES =
  /^(?:and|also|or|but|then|so|what about|how about|same for|the same for|why|why not)\b[\s,]*|^(?:那么|那|还有|另外|以及|而|如果是|换成)[，,]?/i;
const CONTINUING_END = /呢\s*[?？。]?\s*$/;
const PRONOUNS =
  /\b(?:it|its|they|them|their|that|this|those|these|he|him|his|she|her|there|one|ones|both|same)\b|它们?|他们?|她们?|这[个些里种座]|那[个些里种座]|其中?|该/i;
const PEOPLE = /\b(?:he|him|his|she|her|they|them|their)\b|[他她]们?/i;
/** With fewer words of meaning a question leans on what was said. */
const MIN_OWN_WORDS = 2;
const MAX_NAMES = 3;
const PREPOSITIONS = 'in on at for with by during from to of after before under above'.split(' ');
const QUESTION_WORD =
  'what|who|whom|when|where|why|how|which|is|are|was|were|does|do|did|can|could|should|may|must';
const PART_ENDS = [
  /[?？;；\n]+/,
  new RegExp(`,?\\s+(?:and|or|also|as well as)\\s+(?=(?:${QUESTION_WORD})\\b)`, 'i'),
  /[，,]\s*(?:以及|还有|并且|而且|另外|同时)?(?=[^，,]*(?:什么|怎么|如何|为什么|哪|谁|多少|几|吗|是否))/,
];

/** By rules: what the question means without the conversation, and its parts. */
export function prepareByRules(question: string, earlier: readonly Turn[]): PreparedQuestion {
  const searched = standing(question, earlier.slice(-2 * MAX_EARLIER)).slice(0, MAX_SEARCHED_LENGTH);
  return { searched, parts: partsOf(searched) };
}

/** Whether a question cannot be understood without what was said before it. */
export function leans(question: string): boolean {
  const said = question.trim();
  if (CONTINUES.test(said) || CONTINUING_END.test(said) || PRONOUNS.test(said)) return true;
  return contentWords(said).length < MIN_OWN_WORDS;
}

function standing(question: string, earlier: readonly Turn[]): string {
  const at = earlier.findLastIndex(({ role }) => role === 'user');
  const before = earlier[at];
  if (!before || !leans(question)) return question.trim();
  const topic = standing(before.text, earlier.slice(0, at));
  const own = question
    .trim()
    .replace(CONTINUES, '')
    .replace(CONTINUING_END, '')
    .replace(/[?？。.!！\s]+$/, '');
  const answer = earlier.slice(at + 1).findLast(({ role }) => role === 'assistant');
  const names = PEOPLE.test(question) && answer ? namesOf(answer.text) : [];
  const kept = withoutParallel(topic.replace(/[?？。.!！\s]+$/, ''), own);
  const terms = missing(`${kept} ${names.join(' ')}`, own);
  // "and in winter?" goes on with the question before, "who built it?" is one of its own.
  return CONTINUES.test(question.trim()) || CONTINUING_END.test(question.trim())
    ? `${kept} ${own}`.trim()
    : `${own} ${terms}`.trim();
}

/** "... in summer" and then "in winter": the new place or time takes that of the old one. */
function withoutParallel(topic: string, own: string): string {
  const preposition = PREPOSITIONS.find((word) => own.toLowerCase().startsWith(`${word} `));
  if (!preposition) return topic;
  return topic.replace(new RegExp(`\\s+${preposition}\\s+(?:the\\s+)?\\S+$`, 'i'), '');
}

/** The words of meaning that the question does not have itself, as they stand. */
function missing(topic: string, own: string): string {
  const known = new Set(wordsOf(own.toLowerCase()).map(({ word }) => word));
  const terms = wordsOf(topic).filter(({ word }) => {
    const small = word.toLowerCase();
    return !known.has(small) && !isStopWord(small) && contentWords(small).length > 0;
  });
  return [...new Set(terms.map(({ word }) => word))].join(' ');
}

function namesOf(answer: string): string[] {
  const names = wordsOf(answer).filter(({ word, start }) => /^\p{Lu}\p{L}/u.test(word) && start > 0);
  return [...new Set(names.map(({ word }) => word).filter((word) => !isStopWord(word.toLowerCase())))].slice(
    0,
    MAX_NAMES,
  );
}

/** The questions that a compound one is made of, each understood with those before it; empty for a plain one. */
export function partsOf(question: string): string[] {
  const pieces = PART_ENDS.reduce<string[]>(
    (parts, end) => parts.flatMap((part) => part.split(end)),
    sentencesOf(question).length > 0 ? [question] : [],
  );
  const own = pieces.map((piece) => piece.trim()).filter((piece) => contentWords(piece).length > 0);
  if (own.length < 2) return [];
  return own.slice(0, MAX_PARTS).map((part, index) => {
    const before = own.slice(0, index).map((text): Turn => ({ role: 'user', text }));
    return standing(part, before).slice(0, MAX_SEARCHED_LENGTH);
  });
}
