/** From the least to the most urgent; a run without one is 'normal'. */
export const PRIORITY_RANKS = { background: -2, low: -1, normal: 0, high: 1, interactive: 2 } as const;
export type PriorityName = keyof typeof PRIORITY_RANKS;

/** What a run takes while it works, and what it counts for. All parts are optional; absent is none. */
export interface Needs {
  /** Cores. */
  cpu?: number;
  memoryMb?: number;
  gpu?: number;
  tokensPerMinute?: number;
  /** Names that have a cap of their own, such as `agent:code` or `model:small`. */
  caps?: readonly string[];
  /** Runs at a time under one of these names, beside what SchedulingOptions say: the lower counts. */
  limits?: Readonly<Record<string, number>>;
}

/** What a run counts for. */
export type Tags = Pick<Needs, 'caps' | 'limits'>;

/** How soon a run is wanted, by whom it is done, and what it takes. */
export interface Urgency {
  priority?: PriorityName;
  /** ms since 1970. */
  deadlineAt?: number | null;
  /** The workers that may take it. Default: any. */
  pool?: string;
  needs?: Needs | null;
}
