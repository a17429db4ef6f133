import type { EvaluationResult } from '../../../lib/api-types.ts';

export type Verdict = 'better' | 'worse' | 'same' | 'unjudged';

export interface ComparedQuestion {
  questionId: string;
  text: string;
  /** Of the one that is looked at, and of the one before; null where it did not ask this question. */
  now: EvaluationResult | null;
  before: EvaluationResult | null;
  verdict: Verdict;
}

/** Smaller differences of nDCG are none. */
const NOTICEABLE = 0.001;

/** Question by question, those that got worse first, then those that got better. */
export function compare(
  now: readonly EvaluationResult[],
  before: readonly EvaluationResult[],
): ComparedQuestion[] {
  const earlier = new Map(before.map((result) => [result.questionId, result]));
  const later = new Set(now.map(({ questionId }) => questionId));
  const both = now.map((result) => compared(result, earlier.get(result.questionId) ?? null));
  const gone = before
    .filter(({ questionId }) => !later.has(questionId))
    .map((result) => compared(null, result));
  return [...both, ...gone].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
}

const ORDER: Verdict[] = ['worse', 'better', 'same', 'unjudged'];

function compared(now: EvaluationResult | null, before: EvaluationResult | null): ComparedQuestion {
  const known = now ?? before;
  return {
    questionId: known?.questionId ?? '',
    text: known?.text ?? '',
    now,
    before,
    verdict: verdictOf(now?.ndcg ?? null, before?.ndcg ?? null),
  };
}

function verdictOf(now: number | null, before: number | null): Verdict {
  if (now === null || before === null) return 'unjudged';
  if (Math.abs(now - before) < NOTICEABLE) return 'same';
  return now > before ? 'better' : 'worse';
}
