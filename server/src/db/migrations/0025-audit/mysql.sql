CREATE TABLE audit_entries (
  sequence BIGINT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  workspace_id VARCHAR(64),
  actor_id VARCHAR(64),
  action VARCHAR(64) NOT NULL,
  subject VARCHAR(512) NOT NULL,
  outcome VARCHAR(16) NOT NULL,
  run_id VARCHAR(64),
  details LONGTEXT NOT NULL,
  source VARCHAR(128) UNIQUE,
  hash VARCHAR(64) NOT NULL,
  INDEX audit_entries_by_workspace (workspace_id, sequence),
  INDEX audit_entries_by_actor (actor_id, sequence)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE audit_heads (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  sequence BIGINT NOT NULL,
  hash VARCHAR(64) NOT NULL
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT INTO audit_heads VALUES ('chain', 0, '');
