CREATE TABLE model_providers (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  base_url TEXT,
  key_cipher TEXT,
  created_at INTEGER NOT NULL,
  FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX model_providers_by_workspace ON model_providers (workspace_id, id);
CREATE TABLE models (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  provider_id TEXT NOT NULL,
  name TEXT NOT NULL,
  wire_name TEXT NOT NULL,
  input_micros_per_million INTEGER NOT NULL,
  output_micros_per_million INTEGER NOT NULL,
  fallback_id TEXT,
  timeout_ms INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (workspace_id, name),
  FOREIGN KEY (provider_id) REFERENCES model_providers (id) ON DELETE CASCADE
) STRICT;
CREATE TABLE model_calls (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  run_id TEXT,
  model_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  input_tokens INTEGER NOT NULL,
  output_tokens INTEGER NOT NULL,
  cost_micros INTEGER NOT NULL,
  first_token_ms INTEGER,
  duration_ms INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX model_calls_by_workspace ON model_calls (workspace_id, started_at);
CREATE INDEX model_calls_by_run ON model_calls (run_id);
