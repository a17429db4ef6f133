CREATE TABLE run_results (
  name TEXT NOT NULL PRIMARY KEY,
  scope TEXT NOT NULL,
  run_id TEXT NOT NULL,
  output TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX run_results_by_run ON run_results (run_id);
CREATE INDEX run_results_by_expiry ON run_results (expires_at);
CREATE INDEX run_results_by_scope ON run_results (scope, created_at);
