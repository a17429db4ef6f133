CREATE TABLE tool_definitions (
  scope VARCHAR(64) NOT NULL,
  name VARCHAR(64) NOT NULL,
  version INT NOT NULL,
  hash VARCHAR(64) NOT NULL,
  definition LONGTEXT NOT NULL,
  created_at BIGINT NOT NULL,
  approved_by VARCHAR(64),
  approved_at BIGINT,
  PRIMARY KEY (scope, name, version)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE tool_settings (
  workspace_id VARCHAR(64) NOT NULL,
  name VARCHAR(64) NOT NULL,
  settings LONGTEXT NOT NULL,
  updated_by VARCHAR(64) NOT NULL,
  updated_at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, name),
  CONSTRAINT tool_settings_of_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE tool_calls (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  workspace_id VARCHAR(64) NOT NULL,
  tool VARCHAR(64) NOT NULL,
  version INT NOT NULL,
  run_id VARCHAR(64) NOT NULL,
  outcome VARCHAR(16) NOT NULL,
  code VARCHAR(64),
  duration_ms BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  INDEX tool_calls_by_tool (workspace_id, tool, created_at)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
