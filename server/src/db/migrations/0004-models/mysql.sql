CREATE TABLE model_providers (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  workspace_id VARCHAR(36) NOT NULL,
  kind VARCHAR(32) NOT NULL,
  name VARCHAR(255) NOT NULL,
  base_url VARCHAR(1000),
  key_cipher LONGTEXT,
  created_at BIGINT NOT NULL,
  FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX model_providers_by_workspace ON model_providers (workspace_id, id);
CREATE TABLE models (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  workspace_id VARCHAR(36) NOT NULL,
  provider_id VARCHAR(36) NOT NULL,
  name VARCHAR(255) NOT NULL,
  wire_name VARCHAR(255) NOT NULL,
  input_micros_per_million BIGINT NOT NULL,
  output_micros_per_million BIGINT NOT NULL,
  fallback_id VARCHAR(36),
  timeout_ms BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (workspace_id, name),
  FOREIGN KEY (provider_id) REFERENCES model_providers (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE TABLE model_calls (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  workspace_id VARCHAR(36) NOT NULL,
  run_id VARCHAR(36),
  model_id VARCHAR(36) NOT NULL,
  outcome VARCHAR(64) NOT NULL,
  input_tokens BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL,
  cost_micros BIGINT NOT NULL,
  first_token_ms BIGINT,
  duration_ms BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX model_calls_by_workspace ON model_calls (workspace_id, started_at);
CREATE INDEX model_calls_by_run ON model_calls (run_id);
