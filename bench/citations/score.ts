// How well marks fall on what deserves them.
import type { Kind, Labelled } from './labelled.ts';

/** The score that a checker gives, and what it finds wrong whatever the score. */
export interface Judged extends Labelled {
  score: number;
  /** A number, a name or a negation that differs. */
  isContrary: boolean;
}

export interface Measure {
  /** Of the marked sentences, those that deserve it. */
  precision: number;
  /** Of those that deserve it, the marked ones. */
  recall: number;
  f1: number;
}

export const isMarked = ({ score, isContrary }: Judged, minScore: number): boolean =>
  isContrary || score < minScore;

export function measureMarks(judged: readonly Judged[], minScore: number): Measure {
  const marked = judged.filter((one) => isMarked(one, minScore));
  const wrong = judged.filter(({ kind }) => kind !== 'supported');
  const hit = marked.filter(({ kind }) => kind !== 'supported').length;
  const precision = marked.length === 0 ? 0 : hit / marked.length;
  const recall = wrong.length === 0 ? 0 : hit / wrong.length;
  return { precision, recall, f1: hit === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

/** The share of the sentences of one kind that are marked. */
export function shareMarked(judged: readonly Judged[], kind: Kind, minScore: number): number {
  const own = judged.filter((one) => one.kind === kind);
  return own.length === 0 ? 0 : own.filter((one) => isMarked(one, minScore)).length / own.length;
}

/** The least score with the best F1, in steps of a twentieth. */
export function bestThreshold(judged: readonly Judged[]): number {
  const steps = Array.from({ length: 19 }, (_, index) => (index + 1) / 20);
  return steps.reduce((best, step) =>
    measureMarks(judged, step).f1 > measureMarks(judged, best).f1 ? step : best,
  );
}
