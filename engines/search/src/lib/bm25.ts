// Okapi BM25: Robertson and Zaragoza, "The probabilistic relevance framework: BM25 and beyond", 2009.

/** At the upper end of what the authors recommend: passages are short, so repetition tells. Chosen on half of Cranfield's questions. */
const K1 = 2;
const B = 0.75;

/** How much a term tells when `withTerm` of `passages` have it; never negative. */
export function inverseFrequency(passages: number, withTerm: number): number {
  return Math.log(1 + (passages - withTerm + 0.5) / (withTerm + 0.5));
}

/** What `count` occurrences in a passage of `length` are worth, 0 to K1 + 1. */
export function saturation(count: number, length: number, averageLength: number): number {
  const norm = K1 * (1 - B + (B * length) / (averageLength || 1));
  return (count * (K1 + 1)) / (count + norm);
}
