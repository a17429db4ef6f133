CREATE TABLE runs (
  id TEXT NOT NULL PRIMARY KEY,
  procedure_name TEXT NOT NULL,
  scope TEXT,
  label TEXT,
  dedupe_key TEXT,
  parent_id TEXT,
  depth INTEGER NOT NULL,
  priority INTEGER NOT NULL,
  state TEXT NOT NULL,
  input TEXT NOT NULL,
  output TEXT,
  error_code TEXT,
  error_message TEXT,
  attempt INTEGER NOT NULL,
  lease_owner TEXT,
  lease_epoch INTEGER NOT NULL,
  due_at INTEGER,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  finished_at INTEGER,
  cancel_requested_at INTEGER,
  cancel_reason TEXT
) STRICT;
CREATE UNIQUE INDEX runs_by_key ON runs (procedure_name, dedupe_key);
CREATE INDEX runs_by_due ON runs (due_at);
CREATE INDEX runs_by_scope ON runs (scope, id);
CREATE INDEX runs_by_parent ON runs (parent_id);
CREATE INDEX runs_by_owner ON runs (lease_owner, cancel_requested_at);
CREATE TABLE run_events (
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  step TEXT,
  attempt INTEGER NOT NULL,
  payload TEXT NOT NULL,
  PRIMARY KEY (run_id, sequence)
) STRICT;
CREATE TABLE run_signals (
  id TEXT NOT NULL PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  consumed INTEGER NOT NULL
) STRICT;
CREATE INDEX run_signals_by_run ON run_signals (run_id, consumed, name, id);
