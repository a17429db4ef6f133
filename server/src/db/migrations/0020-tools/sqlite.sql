CREATE TABLE tool_definitions (
  scope TEXT NOT NULL,
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash TEXT NOT NULL,
  definition TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  approved_by TEXT,
  approved_at INTEGER,
  PRIMARY KEY (scope, name, version)
) STRICT;
CREATE TABLE tool_settings (
  workspace_id TEXT NOT NULL REFERENCES workspaces (id),
  name TEXT NOT NULL,
  settings TEXT NOT NULL,
  updated_by TEXT NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, name)
) STRICT;
CREATE TABLE tool_calls (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  tool TEXT NOT NULL,
  version INTEGER NOT NULL,
  run_id TEXT NOT NULL,
  outcome TEXT NOT NULL,
  code TEXT,
  duration_ms INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX tool_calls_by_tool ON tool_calls (workspace_id, tool, created_at);
