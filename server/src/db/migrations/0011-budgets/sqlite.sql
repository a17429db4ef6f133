CREATE TABLE budgets (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id),
  kind TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  period TEXT NOT NULL,
  period_start INTEGER NOT NULL,
  tokens_limit INTEGER,
  cost_limit INTEGER,
  steps_limit INTEGER,
  seconds_limit INTEGER,
  tokens_used INTEGER NOT NULL,
  cost_used INTEGER NOT NULL,
  steps_used INTEGER NOT NULL,
  seconds_used INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX budgets_by_subject ON budgets (workspace_id, kind, subject_id, period);
CREATE TABLE budget_holds (
  budget_id TEXT NOT NULL REFERENCES budgets (id) ON DELETE CASCADE,
  call_key TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  steps INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (budget_id, call_key, attempt)
) STRICT;
CREATE TABLE budget_waits (
  budget_id TEXT NOT NULL REFERENCES budgets (id) ON DELETE CASCADE,
  run_id TEXT NOT NULL,
  root_run_id TEXT NOT NULL,
  dimension TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (budget_id, run_id)
) STRICT;
CREATE INDEX budget_waits_by_root ON budget_waits (root_run_id);
