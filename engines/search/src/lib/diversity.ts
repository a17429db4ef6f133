// Maximal marginal relevance: Carbonell and Goldstein, "The use of MMR, diversity-based reranking", SIGIR 1998.

export type Candidate = { score: number; vector: Float32Array | undefined };

/**
 * Takes `limit` candidates, each the best of what is left after its likeness to those taken before has been
 * subtracted. `diversity` is 0 (scores alone) to 1 (unlikeness alone). `candidates` come best first.
 */
export function diversify<C extends Candidate>(
  candidates: readonly C[],
  limit: number,
  diversity: number,
): C[] {
  const best = candidates[0]?.score || 1;
  const left = candidates.map((candidate) => ({ candidate, likeness: 0 }));
  const taken: C[] = [];
  while (taken.length < limit && left.length > 0) {
    let chosen = 0;
    let value = Number.NEGATIVE_INFINITY;
    for (const [index, { candidate, likeness }] of left.entries()) {
      const worth = (1 - diversity) * (candidate.score / best) - diversity * likeness;
      if (worth > value) [chosen, value] = [index, worth];
    }
    const [next] = left.splice(chosen, 1);
    if (!next) break;
    taken.push(next.candidate);
    for (const rest of left)
      rest.likeness = Math.max(rest.likeness, cosine(rest.candidate.vector, next.candidate.vector));
  }
  return taken;
}

function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b) return 0;
  let [dot, left, right] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    const x = a[at] as number;
    const y = b[at] as number;
    dot += x * y;
    left += x * x;
    right += y * y;
  }
  return left === 0 || right === 0 ? 0 : dot / Math.sqrt(left * right);
}
