import type { Budget, Dimension } from '../../../lib/api-types.ts';
import { PER_UNIT } from '../../../lib/limits.ts';

/** Twice the limit, or twice of what is used and needed where that is more. */
export function suggestedLimit(limit: number, used: number, needed: number): number {
  return 2 * Math.max(limit, Math.ceil(used + needed));
}

/** The limits as they are sent: what is not raised stays, else it would be taken away. */
export function raisedLimits(limits: Budget['limits'], dimension: Dimension, value: number) {
  return { ...limits, [dimension]: Math.round(value * PER_UNIT[dimension]) };
}
