CREATE TABLE tool_sources (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  workspace_id VARCHAR(64) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  name VARCHAR(64) NOT NULL,
  config LONGTEXT NOT NULL,
  secret_cipher LONGTEXT,
  state VARCHAR(16) NOT NULL,
  reason VARCHAR(1000),
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE (workspace_id, name),
  CONSTRAINT tool_sources_of_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE source_tools (
  workspace_id VARCHAR(64) NOT NULL,
  name VARCHAR(64) NOT NULL,
  source_id VARCHAR(64) NOT NULL,
  version INT NOT NULL,
  approved_version INT,
  gone_at BIGINT,
  PRIMARY KEY (workspace_id, name),
  INDEX source_tools_by_source (source_id),
  CONSTRAINT source_tools_of_source FOREIGN KEY (source_id) REFERENCES tool_sources (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
