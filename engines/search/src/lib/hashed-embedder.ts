// Vectors without weights: words and character n-grams hashed into a fixed width with a sign (the "hashing trick",
// Weinberger et al., ICML 2009), counts dampened, length 1. Finds shared words, word parts and misspellings, not synonyms.
import { STOP_WORDS } from './stop-words.ts';
import { plainWords } from './terms.ts';
import { characters, pairs } from './tokens.ts';

export type Embedder = { name: string; width: number; embed(texts: string[]): Float32Array[] };

const DEFAULT_WIDTH = 384;
const GRAM_SIZES = [4, 5];
/** Grams of one word together weigh this much beside the word itself. */
const GRAM_WEIGHT = 0.8;
const CHARACTER_WEIGHT = 0.3;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

export function hashedEmbedder({ width = DEFAULT_WIDTH }: { width?: number } = {}): Embedder {
  return { name: `hashed-${width}-v1`, width, embed: (texts) => texts.map((text) => embedText(text, width)) };
}

function embedText(text: string, width: number): Float32Array {
  const vector = new Float32Array(width);
  for (const [feature, { count, weight }] of features(text)) {
    const hash = fnv1a(feature);
    const sign = hash & 1 ? 1 : -1;
    const place = (hash >>> 1) % width;
    vector[place] = (vector[place] ?? 0) + sign * weight * (1 + Math.log(count));
  }
  return normalized(vector);
}

type Feature = { count: number; weight: number };

function features(text: string): Map<string, Feature> {
  const found = new Map<string, Feature>();
  const add = (feature: string, weight: number) => {
    const known = found.get(feature);
    if (known) known.count++;
    else found.set(feature, { count: 1, weight });
  };
  const { words, runs } = plainWords(text);
  for (const word of words) {
    if (STOP_WORDS.has(word)) continue;
    add(`w ${stem(word)}`, 1);
    const grams = wordGrams(word);
    for (const gram of grams) add(`g ${gram}`, GRAM_WEIGHT / Math.sqrt(grams.length));
  }
  for (const run of runs) {
    for (const character of characters(run)) add(`c ${character}`, CHARACTER_WEIGHT);
    for (const pair of pairs(run)) add(`p ${pair}`, 1);
  }
  return found;
}

/** Plural and the commonest endings only: enough to bring forms of a word together. */
function stem(word: string): string {
  if (word.length < 5) return word;
  return word.replace(/(?:ational|ations?|ings?|ied|ies|edly|ed|ly|es|s)$/, '').replace(/(.)\1$/, '$1');
}

function wordGrams(word: string): string[] {
  const framed = `<${word}>`;
  return GRAM_SIZES.flatMap((size) =>
    Array.from({ length: Math.max(0, framed.length - size + 1) }, (_, at) => framed.slice(at, at + size)),
  );
}

/** With a final mix: the low bits of plain FNV-1a are poor. */
function fnv1a(text: string): number {
  let hash = FNV_OFFSET;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function normalized(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}
