import { asksForNumber, contentWords, numbersIn, sentencesOf } from '../../language/index.ts';

const MAX_SENTENCES = 4;
const MAX_SENTENCE_LENGTH = 500;
/** A sentence has to share this much of what the question means, weighed by rarity. */
const MIN_SCORE = 0.25;
/** Share of the best sentence's score below which another is left out. */
const MIN_SHARE = 0.55;

const HEADING = /^#+\s*/;

export interface Passage {
  mark: number;
  text: string;
}

/**
 * Reads the output of search_knowledge: "[n] place", then the passage, then a blank line. Marks count up by one:
 * a list of references in a passage looks alike and is text.
 */
export function passagesOf(output: string): Passage[] {
  const passages: Passage[] = [];
  for (const line of output.split('\n')) {
    const mark = Number(/^\[(\d+)\] /.exec(line)?.[1]);
    const last = passages.at(-1);
    if (last ? mark === last.mark + 1 && last.text.endsWith('\n\n') : mark >= 1)
      passages.push({ mark, text: '' });
    else if (last) last.text += `${line}\n`;
  }
  return passages;
}

interface Candidate {
  mark: number;
  sentence: string;
  score: number;
  order: number;
  /** Of the paragraph that it stands in. */
  line: number;
}

function candidates(passages: readonly Passage[]): Omit<Candidate, 'score'>[] {
  let [order, lines] = [0, 0];
  const seen = new Set<string>();
  return passages.flatMap(({ mark, text }) =>
    text.split(/\n+/).flatMap((paragraph) => {
      const line = lines++;
      return sentencesOf(paragraph.replace(HEADING, '')).flatMap((sentence) => {
        // A heading of one word says nothing by itself.
        if (seen.has(sentence) || (HEADING.test(paragraph) && contentWords(sentence).length < 2)) return [];
        seen.add(sentence);
        return [{ mark, sentence: sentence.slice(0, MAX_SENTENCE_LENGTH), order: order++, line }];
      });
    }),
  );
}

/** Rarer words weigh more: the same idea as BM25's inverse document frequency, over the sentences at hand. */
function weigh(sentences: readonly Set<string>[], words: readonly string[]): Map<string, number> {
  const total = sentences.length;
  return new Map(
    words.map((word) => {
      const having = sentences.filter((sentence) => sentence.has(word)).length;
      return [word, Math.log(1 + (total - having + 0.5) / (having + 0.5))];
    }),
  );
}

/**
 * The sentences that share most with the question, each with the mark of its passage, in the order of
 * the passages. Empty where nothing shares enough: an extract never guesses.
 */
export function extract(
  question: string,
  passages: readonly Passage[],
): { mark: number; sentence: string }[] {
  const words = [...new Set(contentWords(question))];
  const found = candidates(passages);
  if (words.length === 0 || found.length === 0) return [];
  const sets = found.map(({ sentence }) => new Set(contentWords(sentence)));
  const weights = weigh(sets, words);
  const whole = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const scored = found.map((candidate, index): Candidate => {
    const shared = words.filter((word) => sets[index]?.has(word));
    const score = shared.reduce((sum, word) => sum + (weights.get(word) ?? 0), 0) / whole;
    return { ...candidate, score };
  });
  const best = Math.max(...scored.map(({ score }) => score));
  if (best < MIN_SCORE) return [];
  const chosen = scored
    .filter(({ score }) => score >= best * MIN_SHARE)
    .sort((a, b) => b.score - a.score || a.order - b.order)
    .slice(0, MAX_SENTENCES);
  return [...new Set(asksForNumber(question) ? withNumbers(chosen, scored) : chosen)]
    .sort((a, b) => a.order - b.order)
    .map(({ mark, sentence }) => ({ mark, sentence }));
}

/** Who asks for a number is told what follows, too, if the number stands there: "Boats may not dock. The fine is 200 euros." */
function withNumbers(chosen: readonly Candidate[], all: readonly Candidate[]): Candidate[] {
  return chosen.flatMap((candidate) => {
    const next = all[candidate.order + 1];
    const follows = next !== undefined && next.line === candidate.line;
    if (!follows || numbersIn(candidate.sentence).size > 0 || numbersIn(next.sentence).size === 0)
      return [candidate];
    return [candidate, next];
  });
}
