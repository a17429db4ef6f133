// Whether a passage says what a sentence claims, as far as words tell. Rules, no model.
import { type Span, sentenceSpans, stem } from '../../language/index.ts';
import type { Fault } from '../answers-contract.ts';
import { clausesOf, type Facts, factsOf, matching } from './facts.ts';

/** What a claim is held against. */
export interface Evidence {
  text: string;
  /** The heading and the document's name: names may stand there alone. */
  around: string;
}

export interface WordVerdict {
  /** Share of what the claim says that the span says, 0 to 1. */
  score: number;
  /** Null: it is supported. */
  fault: Fault | null;
  /** The sentences that support it best, as offsets into the passage. */
  span: Span;
}

/**
 * Chosen on one half of the labelled sentences of `bench/citations`, reported on the other
 * (docs/decisions/0029-checked-citations.md).
 */
export const MIN_SCORE = 0.6;
/** Sentences in a row that may support a claim together. */
const MAX_WINDOW = 3;
/** A wider window has to bring this much more for each of its sentences. */
const WIDTH_COST = 0.04;
const NUMBER_WEIGHT = 1.5;
const MAX_SENTENCES = 200;

/** A passage that is read once, for as many claims as there are. */
export interface ReadEvidence {
  windows: { span: Span; width: number; facts: Facts; text: string }[];
  around: Facts;
  length: number;
}

export function readEvidence({ text, around }: Evidence): ReadEvidence {
  const sentences = sentenceSpans(unwrapped(text)).slice(0, MAX_SENTENCES);
  const facts = sentences.map(({ start, end }) => factsOf(text.slice(start, end)));
  const windows = sentences.flatMap(({ start }, index) =>
    facts.slice(index, index + MAX_WINDOW).map((_, more) => {
      const span = { start, end: (sentences[index + more] as Span).end };
      const inside = facts.slice(index, index + more + 1);
      return { span, width: more + 1, facts: together(inside), text: text.slice(span.start, span.end) };
    }),
  );
  return { windows, around: factsOf(around), length: text.length };
}

function together(parts: readonly Facts[]): Facts {
  const union = (pick: (facts: Facts) => Set<string>) => new Set(parts.flatMap((facts) => [...pick(facts)]));
  return {
    words: union(({ words }) => words),
    numbers: union(({ numbers }) => numbers),
    names: union(({ names }) => names),
    denied: union(({ denied }) => denied),
    negates: parts.some(({ negates }) => negates),
    denies: parts.some(({ denies }) => denies),
  };
}

/** The best that one passage has for a claim. */
export function checkWords(claim: string, evidence: ReadEvidence, minScore = MIN_SCORE): WordVerdict {
  const said = factsOf(claim);
  let best: (typeof evidence.windows)[number] | undefined;
  let score = 0;
  let worth = Number.NEGATIVE_INFINITY;
  for (const window of evidence.windows) {
    const covered = coverage(said, window.facts);
    if (covered - window.width * WIDTH_COST <= worth) continue;
    worth = covered - window.width * WIDTH_COST;
    best = window;
    score = covered;
  }
  if (!best) return { score: 0, fault: 'words', span: { start: 0, end: evidence.length } };
  if (score >= minScore) return { score, span: best.span, fault: contrary(said, best, evidence.around) };
  // Where only the numbers keep it from enough, they are what is wrong.
  const isNear = coverage({ ...said, numbers: new Set() }, best.facts) >= minScore;
  const fault = isNear ? (contrary(said, best, evidence.around) ?? 'words') : 'words';
  return { score, span: best.span, fault };
}

/** Lines that were broken by width only are one sentence; as long as before, so that offsets hold. */
function unwrapped(text: string): string {
  return text.replaceAll(/(?<=[\p{Ll}\p{Script=Han},;\-–])\n(?=[ \t]*[\p{Ll}\p{Script=Han}\d(])/gu, ' ');
}

function coverage(said: Facts, facts: Facts): number {
  let shared = 0;
  for (const word of said.words) if (matching(facts.words, word) !== undefined) shared += 1;
  for (const number of said.numbers) if (facts.numbers.has(number)) shared += NUMBER_WEIGHT;
  const whole = said.words.size + said.numbers.size * NUMBER_WEIGHT;
  return whole === 0 ? 0 : shared / whole;
}

/** What tells against a claim however many of its words stand there. */
function contrary(said: Facts, { facts, text }: { facts: Facts; text: string }, around: Facts): Fault | null {
  for (const number of said.numbers)
    if (!facts.numbers.has(number) && !around.numbers.has(number)) return 'number';
  for (const name of said.names) if (!isKnown(name, facts) && !isKnown(name, around)) return 'name';
  return isDenied(said, clausesOf(text).map(factsOf)) ? 'negation' : null;
}

const isKnown = (name: string, { names, words }: Facts): boolean =>
  names.has(name) || matching(words, name) !== undefined || words.has(stem(name));

/**
 * One side denies what the other says outright. Of the passage those clauses count that speak of what the claim denies,
 * or, where the claim denies nothing, those that share most with it.
 */
function isDenied(said: Facts, clauses: readonly Facts[]): boolean {
  const shares = (words: ReadonlySet<string>, other: ReadonlySet<string>) =>
    [...words].filter((word) => matching(other, word) !== undefined).length;
  const most = Math.max(0, ...clauses.map(({ words }) => shares(said.words, words)));
  if (said.negates) {
    const about = clauses.filter(({ words }) => shares(said.denied, words) > 0);
    const nearest = about.filter(({ words }) => shares(said.words, words) === most);
    const asked = [nearest, about, clauses].find(({ length }) => length > 0) ?? [];
    return !asked.some(({ denies }) => denies);
  }
  if (said.denies) return false;
  return clauses.some(
    ({ denied, words }) => shares(denied, said.words) > 0 && shares(said.words, words) === most,
  );
}
