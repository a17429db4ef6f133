CREATE TABLE tool_sources (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id),
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  config TEXT NOT NULL,
  secret_cipher TEXT,
  state TEXT NOT NULL,
  reason TEXT,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (workspace_id, name)
) STRICT;
CREATE TABLE source_tools (
  workspace_id TEXT NOT NULL,
  name TEXT NOT NULL,
  source_id TEXT NOT NULL REFERENCES tool_sources (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  approved_version INTEGER,
  gone_at INTEGER,
  PRIMARY KEY (workspace_id, name)
) STRICT;
CREATE INDEX source_tools_by_source ON source_tools (source_id);
