// Vectors without weights: words and character n-grams hashed into a fixed width with a sign (the "hashing trick",
// Weinberger et al., ICML 2009), counts dampened, length 1. Finds shared words, word parts and misspellings, not synonyms.
import { STOP_WORDS } from './stop-words.ts';
import { createTally } from './tally.ts';
import { characters, pairs, type Token, tokensOf } from './tokens.ts';

export type Embedder = { name: string; width: number; embed(texts: string[]): Float32Array[] };

const DEFAULT_WIDTH = 384;
const GRAM_SIZES = [4, 5];
/** Grams of one word together weigh this much beside the word itself. */
const GRAM_WEIGHT = 0.8;
const CHARACTER_WEIGHT = 0.3;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

export function hashedEmbedder({ width = DEFAULT_WIDTH }: { width?: number } = {}): Embedder {
  return {
    name: `hashed-${width}-v1`,
    width,
    embed: (texts) => texts.map((text) => hashTokens(tokensOf(text), width)),
  };
}

/** The same for a text whose tokens are known. */
export function hashTokens(tokens: readonly Token[], width: number): Float32Array {
  tallyFeatures(tokens);
  const sums = new Float64Array(width);
  tally.each((feature, weight, count) => {
    const place = (feature >>> 1) % width;
    const value = count === 1 ? weight : weight * (1 + Math.log(count));
    sums[place] = (sums[place] as number) + (feature & 1 ? value : -value);
  });
  return normalized(sums);
}

/** Of the text that is being read, by their hashes. What words have in common weighs as it does in the first of them. */
const tally = createTally();

function tallyFeatures(tokens: readonly Token[]): void {
  tally.clear();
  for (const [word, count] of countWords(tokens)) {
    tally.add(hashOfStem(word), 1, count);
    tallyGrams(word, count);
  }
  for (const { word: run, kind } of tokens) {
    if (kind === 'word') continue;
    for (const character of characters(run)) tally.add(hash(`c ${character}`), CHARACTER_WEIGHT, 1);
    for (const pair of pairs(run)) tally.add(hash(`p ${pair}`), 1, 1);
  }
}

function countWords(tokens: readonly Token[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { word, kind } of tokens)
    if (kind === 'word' && !STOP_WORDS.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Parts of the word between "<" and ">", hashed where they stand: "g " and what is in the part. */
function tallyGrams(word: string, count: number): void {
  const framed = `<${word}>`;
  let grams = 0;
  for (const size of GRAM_SIZES) grams += Math.max(0, framed.length - size + 1);
  const weight = GRAM_WEIGHT / Math.sqrt(grams);
  for (const size of GRAM_SIZES)
    for (let start = 0; start + size <= framed.length; start++)
      tally.add(mixed(digest(framed, start, start + size, GRAM_START)), weight, count);
}

/** Words whose hashes are remembered: the same ones come again and again. */
const MAX_REMEMBERED = 50_000;
const remembered = new Map<string, number>();

function hashOfStem(word: string): number {
  const known = remembered.get(word);
  if (known !== undefined) return known;
  const made = hash(`w ${stem(word)}`);
  if (remembered.size >= MAX_REMEMBERED) remembered.clear();
  remembered.set(word, made);
  return made;
}

/** Plural and the commonest endings only: enough to bring forms of a word together. */
function stem(word: string): string {
  if (word.length < 5) return word;
  return word.replace(/(?:ational|ations?|ings?|ied|ies|edly|ed|ly|es|s)$/, '').replace(/(.)\1$/, '$1');
}

/** FNV-1a. */
function digest(text: string, start: number, end: number, state: number): number {
  let digested = state;
  for (let at = start; at < end; at++) digested = Math.imul(digested ^ text.charCodeAt(at), FNV_PRIME);
  return digested;
}

const GRAM_START = digest('g ', 0, 2, FNV_OFFSET);

/** The low bits of the plain digest are poor. Signed, as small integers are kept. */
function mixed(digested: number): number {
  let mixing = Math.imul(digested ^ (digested >>> 16), 0x85ebca6b);
  mixing = Math.imul(mixing ^ (mixing >>> 13), 0xc2b2ae35);
  return mixing ^ (mixing >>> 16);
}

const hash = (text: string): number => mixed(digest(text, 0, text.length, FNV_OFFSET));

function normalized(sums: Float64Array): Float32Array {
  let squares = 0;
  for (const sum of sums) squares += sum * sum;
  const vector = new Float32Array(sums.length);
  const length = Math.sqrt(squares);
  if (length > 0) for (let at = 0; at < sums.length; at++) vector[at] = (sums[at] as number) / length;
  return vector;
}
