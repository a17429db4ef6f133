/** The rows of migrations/. Times are integer ms, JSON is text, ids are text. */
export interface RunsTable {
  id: string;
  procedure_name: string;
  scope: string | null;
  label: string | null;
  dedupe_key: string | null;
  parent_id: string | null;
  depth: number;
  priority: number;
  state: string;
  input: string;
  output: string | null;
  error_code: string | null;
  error_message: string | null;
  attempt: number;
  lease_owner: string | null;
  lease_epoch: number;
  /** When a worker should take it: at once, at a wait's end, or when its lease runs out. Null: not by itself. */
  due_at: number | null;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  cancel_requested_at: number | null;
  cancel_reason: string | null;
  /** When it is wanted; the earliest goes first within a priority. */
  deadline_at: number | null;
  /** The workers that may take it; '' for any. */
  pool: string;
  /** JSON of Needs, or null for none. */
  needs: string | null;
  /** Set while nobody may take it. */
  paused_at: number | null;
  pause_reason: string | null;
  forked_from: string | null;
  /** 1: a cancel leaves its end to the procedure, which tidies up first. */
  tidies: number;
  /** 1: a cancel of the run above does not reach it. */
  shielded: number;
}

export interface RunEventsTable {
  run_id: string;
  sequence: number;
  at: number;
  type: string;
  step: string | null;
  attempt: number;
  payload: string;
}

export interface RunSignalsTable {
  id: string;
  run_id: string;
  name: string;
  payload: string;
  created_at: number;
  consumed: number;
}

/** Names of caps that have been claimed under: locked while a claim counts. */
export interface RunCapsTable {
  name: string;
}

export interface RunDurationsTable {
  /** See kindOf. */
  name: string;
  /** JSON: how often it took how long, by bucket of a DurationHistogram. */
  counts: string;
  updated_at: number;
}

export interface SchedulesTable {
  id: string;
  scope: string;
  subject: string;
  /** JSON of Timing. */
  timing: string;
  target: string;
  missed: string;
  missed_limit: number;
  overlap: string;
  enabled: number;
  disabled_reason: string | null;
  next_at: number | null;
  queued_tick: number | null;
  last_tick: number | null;
  last_run_id: string | null;
  created_at: number;
  updated_at: number;
}

export interface RunSweepsTable {
  name: string;
  owner: string | null;
  lease_until: number;
  /** How far the compaction has come. */
  cursor_at: number;
  cursor_id: string;
}

/** Results of steps that may be used again instead of doing them. */
export interface RunResultsTable {
  /** Hash of whose it is and what it is of. */
  name: string;
  /** '' for runs without one. */
  scope: string;
  /** The run that gave it. */
  run_id: string;
  output: string;
  created_at: number;
  expires_at: number;
}

export interface OrchestratorTables {
  run_results: RunResultsTable;
  run_sweeps: RunSweepsTable;
  schedules: SchedulesTable;
  runs: RunsTable;
  run_events: RunEventsTable;
  run_signals: RunSignalsTable;
  run_caps: RunCapsTable;
  run_durations: RunDurationsTable;
}
