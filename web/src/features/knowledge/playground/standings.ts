import type { ExplainedSearch } from '../../../lib/api-types.ts';

type Stage = ExplainedSearch['stages'][number]['stage'];

export interface Step {
  stage: Stage;
  /** Null where it was not among the first. */
  rank: number | null;
  score: number | null;
  /** How many places it went up (or down, below 0) against the stage before that put all hits in one order. */
  moved: number;
}

/** What a hit went through. Keywords and vectors rank side by side; from the fusion on each stage moves what was before. */
export function stepsOf(
  stages: ExplainedSearch['stages'],
  { standings }: ExplainedSearch['items'][number],
): Step[] {
  let before: number | null = null;
  return stages.map(({ stage }, index) => {
    const standing = standings[stage] ?? null;
    const rank = standing?.rank ?? null;
    const isOrder = stage !== 'keyword' && stage !== 'vector';
    const moved = isOrder && before !== null && rank !== null ? before - rank : 0;
    if (isOrder || index === 0 || stages.length === 1) before = rank;
    else before = bestOf(before, rank);
    return { stage, rank, score: standing?.score ?? null, moved };
  });
}

const bestOf = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);
