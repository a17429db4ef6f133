/** When a run should be done, in ms since 1970, and how much to rely on it: 0 not at all, 1 wholly. */
export interface Estimate {
  at: number;
  sureness: number;
}

/** What was expected of a run when it first began, against what it took. */
export interface EstimateError {
  procedure: string;
  kind: string;
  predictedMs: number;
  actualMs: number;
}
