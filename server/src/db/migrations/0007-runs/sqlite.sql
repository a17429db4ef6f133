CREATE TABLE run_owners (
  run_id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  created_by TEXT NOT NULL,
  shared TEXT NOT NULL,
  FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX run_owners_by_workspace ON run_owners (workspace_id, run_id);
CREATE INDEX run_owners_by_user ON run_owners (workspace_id, created_by, run_id);
