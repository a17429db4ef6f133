// Vectors of a collection that learns its own: where the text lies in the latent space of the collection, and beside
// it hashed words and word parts, which find names, misspellings and words that the space has not seen.
import { hashTokens } from './hashed-embedder.ts';
import { bagOf, LATENT_WIDTH, type LatentSpace, locate } from './latent.ts';
import type { Token } from './tokens.ts';

const HASHED_WIDTH = 192;
export const LEARNED_WIDTH = LATENT_WIDTH + HASHED_WIDTH;
/** Of a full agreement of two texts. Cranfield's questions are indifferent between 0.1 and 0.3. */
const HASHED_SHARE = 0.2;

/** What is embedded: the words as they stand, and the terms that they have in the index. */
export type ReadText = { tokens: readonly Token[]; terms: readonly string[] };

/** Vectors of one space compare by their dot product, which is at most 1. Without a space only the hashed part tells. */
export function embedLearned(
  space: LatentSpace | undefined,
  { tokens, terms }: ReadText,
  as: 'passage' | 'question',
): Float32Array {
  const vector = new Float32Array(LEARNED_WIDTH);
  const share = Math.sqrt(HASHED_SHARE);
  for (const [at, value] of hashTokens(tokens, HASHED_WIDTH).entries())
    vector[LATENT_WIDTH + at] = value * share;
  if (space) place(vector, space, terms, as);
  return vector;
}

/** The vector of the same passage in another space. */
export function relocated(
  space: LatentSpace | undefined,
  vector: Float32Array,
  terms: readonly string[],
): Float32Array {
  vector.fill(0, 0, LATENT_WIDTH);
  if (space) place(vector, space, terms, 'passage');
  return vector;
}

function place(
  vector: Float32Array,
  space: LatentSpace,
  terms: readonly string[],
  as: 'passage' | 'question',
): void {
  const { vector: found, known } = locate(space, bagOf(terms));
  // A question of which the space knows one word in three lies anywhere: what it finds there says less.
  const share = Math.sqrt(1 - HASHED_SHARE) * (as === 'question' ? known : 1);
  for (let at = 0; at < found.length; at++) vector[at] = (found[at] as number) * share;
}
