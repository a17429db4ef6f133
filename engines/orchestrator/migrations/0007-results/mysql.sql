CREATE TABLE run_results (
  name VARCHAR(64) NOT NULL PRIMARY KEY,
  scope VARCHAR(128) NOT NULL,
  run_id VARCHAR(64) NOT NULL,
  output LONGTEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  INDEX run_results_by_run (run_id),
  INDEX run_results_by_expiry (expires_at),
  INDEX run_results_by_scope (scope, created_at)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
