CREATE TABLE workflows (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  workspace_id VARCHAR(64) NOT NULL,
  name VARCHAR(200) NOT NULL,
  description TEXT NOT NULL,
  version INT NOT NULL,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT,
  INDEX workflows_by_workspace (workspace_id, deleted_at, id),
  CONSTRAINT workflows_of_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE workflow_versions (
  workflow_id VARCHAR(64) NOT NULL,
  version INT NOT NULL,
  hash VARCHAR(64) NOT NULL,
  definition LONGTEXT NOT NULL,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (workflow_id, version),
  CONSTRAINT workflow_versions_of_workflow FOREIGN KEY (workflow_id) REFERENCES workflows (id)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE workflow_runs (
  run_id VARCHAR(64) NOT NULL PRIMARY KEY,
  workflow_id VARCHAR(64) NOT NULL,
  version INT NOT NULL,
  workspace_id VARCHAR(64) NOT NULL,
  origin VARCHAR(16) NOT NULL,
  origin_id VARCHAR(64),
  created_at BIGINT NOT NULL,
  INDEX workflow_runs_by_workflow (workflow_id, run_id),
  INDEX workflow_runs_by_workspace (workspace_id, run_id),
  CONSTRAINT workflow_runs_of_workflow FOREIGN KEY (workflow_id) REFERENCES workflows (id)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
