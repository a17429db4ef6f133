import { SearchError } from './errors.ts';
import type { Metric } from './metric.ts';

export const PRECISIONS = ['f32', 'f16', 'i8'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** How the graph over the vectors is made and searched. What is left out is chosen from the size and the target. */
export type IndexOptions = {
  /** Share of the true nearest that a query is to find, 0.5 to 0.999; 0.97 by default. */
  recall?: number;
  /**
   * Numbers of the graph's vectors. For cosine i8 by default: it is searched two to three times as fast, and what it
   * finds is compared again in full; f16 for the others, which have no i8.
   */
  precision?: Precision;
  /** Neighbours of a vector. */
  connectivity?: number;
  /** Candidates while the graph is built. */
  expansionAdd?: number;
  /** Candidates while it is searched. Left out, it is measured on the collection's own vectors after each building. */
  expansionSearch?: number;
};

export type IndexPlan = { precision: Precision; connectivity: number; expansionAdd: number; recall: number };

const DEFAULT_RECALL = 0.97;
const LARGE = 500_000;
/** 256 takes twice the time and finds no more: docs/decisions/0030-inverted-lists.md */
const EXPANSION_ADD = 128;

/** Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search", 2018: M 16 does for most, more for many and for high recall. */
export function planIndex(options: IndexOptions, size: number, metric: Metric): IndexPlan {
  const { recall = DEFAULT_RECALL } = options;
  const isDemanding = size > LARGE || recall > 0.985;
  const wanted = options.precision ?? 'i8';
  return {
    recall,
    precision: wanted === 'i8' && metric !== 'cosine' ? 'f16' : wanted,
    connectivity: options.connectivity ?? (isDemanding ? 24 : 16),
    expansionAdd: options.expansionAdd ?? EXPANSION_ADD,
  };
}

export function checkIndexOptions(options: IndexOptions): void {
  const bounds = {
    recall: [0.5, 0.999],
    connectivity: [4, 128],
    expansionAdd: [8, 4_096],
    expansionSearch: [8, 4_096],
  };
  for (const [name, [low = 0, high = 0]] of Object.entries(bounds)) {
    const value = options[name as keyof typeof bounds];
    if (value !== undefined && !(value >= low && value <= high))
      throw new SearchError(
        'search_options_invalid',
        `Cannot open collection: ${name} is ${value}, wanted ${low} to ${high}`,
      );
  }
  if (options.precision !== undefined && !PRECISIONS.includes(options.precision))
    throw new SearchError(
      'search_options_invalid',
      `Cannot open collection: precision is "${options.precision}", wanted ${PRECISIONS.join(', ')}`,
    );
}
