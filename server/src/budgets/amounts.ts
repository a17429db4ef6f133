import type { BUDGET_PERIODS, Dimension } from './contract.ts';
import type { BudgetRow } from './queries.ts';

export type Amounts = Record<Dimension, number>;

export const NOTHING: Amounts = { tokens: 0, costMicros: 0, steps: 0, seconds: 0 };

export function limitsOf(row: BudgetRow): Record<Dimension, number | null> {
  return {
    tokens: row.tokens_limit,
    costMicros: row.cost_limit,
    steps: row.steps_limit,
    seconds: row.seconds_limit,
  };
}

/** What counts now: a period that is over counts nothing any more. */
export function usedOf(row: BudgetRow, now: number): Amounts {
  if (periodStart(row.period as Period, now) > row.period_start) return NOTHING;
  return {
    tokens: row.tokens_used,
    costMicros: row.cost_used,
    steps: row.steps_used,
    seconds: row.ms_used / 1_000,
  };
}

type Period = (typeof BUDGET_PERIODS)[number];

/** The beginning of the day or month in UTC, in ms since 1970; 0 for a budget without end. */
export function periodStart(period: Period, now: number): number {
  const date = new Date(now);
  switch (period) {
    case 'day':
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate());
    case 'month':
      return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
    case 'total':
      return 0;
  }
}

/**
 * The dimension that has no room for `more`, or null. What is limited has room as long as it is not used up with
 * what is wanted; seconds are not known before, so they have room until they are over.
 */
export function fullDimension(
  limits: Record<Dimension, number | null>,
  used: Amounts,
  more: Amounts,
): Dimension | null {
  const dimensions: Dimension[] = ['tokens', 'costMicros', 'steps', 'seconds'];
  const isFull = (name: Dimension) => {
    const limit = limits[name];
    if (limit === null) return false;
    return name === 'seconds' ? used.seconds >= limit : used[name] + more[name] > limit;
  };
  return dimensions.find(isFull) ?? null;
}

export function add(left: Amounts, right: Amounts): Amounts {
  return {
    tokens: left.tokens + right.tokens,
    costMicros: left.costMicros + right.costMicros,
    steps: left.steps + right.steps,
    seconds: left.seconds + right.seconds,
  };
}
