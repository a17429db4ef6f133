CREATE TABLE trigger_receipts (
  id TEXT NOT NULL PRIMARY KEY,
  trigger_id TEXT NOT NULL REFERENCES workflow_triggers (id) ON DELETE CASCADE,
  outcome TEXT NOT NULL,
  run_id TEXT,
  code TEXT,
  reason TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX trigger_receipts_by_trigger ON trigger_receipts (trigger_id, id);
CREATE INDEX trigger_receipts_by_run ON trigger_receipts (run_id);
CREATE INDEX workflow_triggers_by_workspace ON workflow_triggers (workspace_id, id);
