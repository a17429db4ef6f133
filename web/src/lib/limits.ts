import type { Dimension } from './api-types.ts';

export const DIMENSIONS: readonly Dimension[] = ['costMicros', 'tokens', 'steps', 'seconds'];
const MICROS_PER_DOLLAR = 1_000_000;
const SECONDS_PER_MINUTE = 60;
/** How many of what is stored one of what is typed is: money is typed in dollars, time in minutes. */
export const PER_UNIT: Record<Dimension, number> = {
  costMicros: MICROS_PER_DOLLAR,
  tokens: 1,
  steps: 1,
  seconds: SECONDS_PER_MINUTE,
};

export type Limits = Partial<Record<Dimension, number>>;
/** As typed; empty where nothing limits it. */
export type LimitsDraft = Record<Dimension, number | string>;

export const NO_LIMITS: LimitsDraft = { costMicros: '', tokens: '', steps: '', seconds: '' };

export function draftLimits(limits: Partial<Record<Dimension, number | null>>): LimitsDraft {
  const typed = (dimension: Dimension) => {
    const limit = limits[dimension];
    return limit == null ? '' : limit / PER_UNIT[dimension];
  };
  return {
    costMicros: typed('costMicros'),
    tokens: typed('tokens'),
    steps: typed('steps'),
    seconds: typed('seconds'),
  };
}

/** What is asked of the server, and the dimensions whose number is none that can be a limit. */
export function readLimits(draft: LimitsDraft): { limits: Limits; faults: Dimension[] } {
  const limits: Limits = {};
  const faults: Dimension[] = [];
  for (const dimension of DIMENSIONS) {
    const typed = draft[dimension];
    if (typed === '') continue;
    const limit = Math.round(Number(typed) * PER_UNIT[dimension]);
    if (Number.isSafeInteger(limit) && limit >= 1) limits[dimension] = limit;
    else faults.push(dimension);
  }
  return { limits, faults };
}
