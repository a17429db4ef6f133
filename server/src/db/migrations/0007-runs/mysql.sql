CREATE TABLE run_owners (
  run_id VARCHAR(36) NOT NULL PRIMARY KEY,
  workspace_id VARCHAR(36) NOT NULL,
  created_by VARCHAR(36) NOT NULL,
  shared VARCHAR(16) NOT NULL,
  FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX run_owners_by_workspace ON run_owners (workspace_id, run_id);
CREATE INDEX run_owners_by_user ON run_owners (workspace_id, created_by, run_id);
