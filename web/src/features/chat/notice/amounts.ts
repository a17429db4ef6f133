import type { Budget } from '../../../lib/api-types.ts';

export type Dimension = keyof Budget['limits'];

const MICROS = 1_000_000;

/** Money is written in whole units and sent in millionths; everything else is as it is. */
export const perUnit = (dimension: Dimension): number => (dimension === 'costMicros' ? MICROS : 1);

/** What one more step may well need: a raise by less would only wait again. */
const ONE_STEP: Record<Dimension, number> = { tokens: 10_000, costMicros: 100_000, steps: 10, seconds: 60 };

/** Twice the limit, and in any case enough for another step. */
export function suggestedLimit(dimension: Dimension, limit: number, used: number): number {
  return Math.max(limit * 2, used + ONE_STEP[dimension]);
}

/** The limits as they are sent: what is not raised stays, else it would be taken away. */
export function raisedLimits(limits: Budget['limits'], dimension: Dimension, value: number) {
  return { ...limits, [dimension]: Math.round(value * perUnit(dimension)) };
}
