CREATE TABLE workflow_triggers (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  workspace_id VARCHAR(64) NOT NULL,
  workflow_id VARCHAR(64) NOT NULL,
  kind VARCHAR(64) NOT NULL,
  secret TEXT,
  mapping LONGTEXT,
  enabled INT NOT NULL,
  disabled_reason TEXT,
  last_run_id VARCHAR(64),
  last_at BIGINT,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  INDEX workflow_triggers_by_workflow (workflow_id, id),
  INDEX workflow_triggers_by_kind (workspace_id, kind, enabled),
  CONSTRAINT workflow_triggers_of_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id),
  CONSTRAINT workflow_triggers_of_workflow FOREIGN KEY (workflow_id) REFERENCES workflows (id)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE trigger_deliveries (
  trigger_id VARCHAR(64) NOT NULL,
  delivery VARCHAR(80) NOT NULL,
  run_id VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (trigger_id, delivery),
  INDEX trigger_deliveries_by_time (trigger_id, created_at),
  CONSTRAINT trigger_deliveries_of_trigger FOREIGN KEY (trigger_id) REFERENCES workflow_triggers (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
