CREATE TABLE agents (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  workspace_id VARCHAR(64) NOT NULL,
  state VARCHAR(16) NOT NULL,
  version INT NOT NULL,
  name VARCHAR(120) NOT NULL,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted_at BIGINT,
  INDEX agents_by_workspace (workspace_id, deleted_at, id),
  CONSTRAINT agents_of_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE agent_versions (
  agent_id VARCHAR(64) NOT NULL,
  version INT NOT NULL,
  definition LONGTEXT NOT NULL,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (agent_id, version),
  CONSTRAINT agent_versions_of_agent FOREIGN KEY (agent_id) REFERENCES agents (id)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE agent_results (
  run_id VARCHAR(64) NOT NULL PRIMARY KEY,
  workspace_id VARCHAR(64) NOT NULL,
  agent_id VARCHAR(64) NOT NULL,
  ok TINYINT NOT NULL,
  duration_ms BIGINT NOT NULL,
  tokens BIGINT NOT NULL,
  cost_micros BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  INDEX agent_results_by_agent (workspace_id, agent_id, created_at)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
