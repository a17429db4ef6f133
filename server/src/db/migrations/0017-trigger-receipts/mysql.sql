CREATE TABLE trigger_receipts (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  trigger_id VARCHAR(64) NOT NULL,
  outcome VARCHAR(16) NOT NULL,
  run_id VARCHAR(64),
  code VARCHAR(64),
  reason TEXT,
  created_at BIGINT NOT NULL,
  INDEX trigger_receipts_by_trigger (trigger_id, id),
  INDEX trigger_receipts_by_run (run_id),
  CONSTRAINT trigger_receipts_of_trigger FOREIGN KEY (trigger_id) REFERENCES workflow_triggers (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX workflow_triggers_by_workspace ON workflow_triggers (workspace_id, id);
