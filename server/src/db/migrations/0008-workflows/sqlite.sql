CREATE TABLE workflows (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id),
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE INDEX workflows_by_workspace ON workflows (workspace_id, deleted_at, id);
CREATE TABLE workflow_versions (
  workflow_id TEXT NOT NULL REFERENCES workflows (id),
  version INTEGER NOT NULL,
  hash TEXT NOT NULL,
  definition TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (workflow_id, version)
) STRICT;
CREATE TABLE workflow_runs (
  run_id TEXT NOT NULL PRIMARY KEY,
  workflow_id TEXT NOT NULL REFERENCES workflows (id),
  version INTEGER NOT NULL,
  workspace_id TEXT NOT NULL,
  origin TEXT NOT NULL,
  origin_id TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX workflow_runs_by_workflow ON workflow_runs (workflow_id, run_id);
CREATE INDEX workflow_runs_by_workspace ON workflow_runs (workspace_id, run_id);
