import type { ClassName } from './task.ts';

/** What a process has to give. Absent is without bound. */
export interface Resources {
  cpu?: number;
  memoryMb?: number;
  gpu?: number;
  tokensPerMinute?: number;
}

export interface SchedulingOptions {
  /** A workspace's share beside the others'. Default 1 each. */
  weightOf?(scope: string): number;
  /**
   * Runs at a time over all processes, by `scope:<id>`, by a name in `needs.caps`, or by prefix: `agent:*`
   * gives each agent this many.
   */
  caps?: Readonly<Record<string, number>>;
  /** What this process has to give. */
  capacity?: Resources;
}

export interface Policy {
  weightOf(scope: string): number;
  caps: Readonly<Record<string, number>>;
  capacity: Resources;
  /** Runs carried at a time, of the whole process and of each pool. */
  slots: number;
  poolSize(pool: string): number;
  /** A run that has waited for longer than its class may is taken by age in every AGED_EVERY-th choice. */
  patienceMs: Readonly<Record<ClassName, number>>;
  agedEvery: number;
  /** How far a workspace may run ahead of its share, in ms of all slots. */
  leadMs: number;
  /** A run that finds no room for this long has room kept for it. */
  reserveAfterMs: number;
}

export const PATIENCE_MS: Readonly<Record<ClassName, number>> = {
  interactive: 5_000,
  high: 30_000,
  normal: 120_000,
  low: 600_000,
  background: 1_800_000,
};
export const AGED_EVERY = 4;
export const LEAD_MS = 10_000;
export const RESERVE_AFTER_MS = 15_000;
/** Counts for the share of a run of which nobody knows how long it takes. */
export const USUAL_MS = 5_000;

export function createPolicy(
  options: SchedulingOptions & { slots: number; poolSize?(pool: string): number },
): Policy {
  return {
    weightOf: options.weightOf ?? (() => 1),
    caps: options.caps ?? {},
    capacity: options.capacity ?? {},
    slots: options.slots,
    poolSize: options.poolSize ?? (() => Number.POSITIVE_INFINITY),
    patienceMs: PATIENCE_MS,
    agedEvery: AGED_EVERY,
    leadMs: LEAD_MS,
    reserveAfterMs: RESERVE_AFTER_MS,
  };
}
