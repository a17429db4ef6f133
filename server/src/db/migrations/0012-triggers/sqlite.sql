CREATE TABLE workflow_triggers (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id),
  workflow_id TEXT NOT NULL REFERENCES workflows (id),
  kind TEXT NOT NULL,
  secret TEXT,
  mapping TEXT,
  enabled INTEGER NOT NULL,
  disabled_reason TEXT,
  last_run_id TEXT,
  last_at INTEGER,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX workflow_triggers_by_workflow ON workflow_triggers (workflow_id, id);
CREATE INDEX workflow_triggers_by_kind ON workflow_triggers (workspace_id, kind, enabled);
CREATE TABLE trigger_deliveries (
  trigger_id TEXT NOT NULL REFERENCES workflow_triggers (id) ON DELETE CASCADE,
  delivery TEXT NOT NULL,
  run_id TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (trigger_id, delivery)
) STRICT;
CREATE INDEX trigger_deliveries_by_time ON trigger_deliveries (trigger_id, created_at);
