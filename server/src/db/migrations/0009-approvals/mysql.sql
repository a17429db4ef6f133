CREATE TABLE approvals (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  workspace_id VARCHAR(64) NOT NULL,
  created_by VARCHAR(64) NOT NULL,
  question TEXT NOT NULL,
  payload LONGTEXT NOT NULL,
  payload_hash VARCHAR(64) NOT NULL,
  editable TINYINT NOT NULL,
  users TEXT NOT NULL,
  roles TEXT NOT NULL,
  votes_needed INT NOT NULL,
  state VARCHAR(16) NOT NULL,
  origin VARCHAR(200) NOT NULL,
  root_run_id VARCHAR(64),
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  escalated_at BIGINT,
  decided_at BIGINT,
  INDEX approvals_by_workspace (workspace_id, state, id),
  CONSTRAINT approvals_of_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE approval_votes (
  approval_id VARCHAR(64) NOT NULL,
  user_id VARCHAR(64) NOT NULL,
  vote VARCHAR(16) NOT NULL,
  payload_hash VARCHAR(64) NOT NULL,
  comment TEXT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (approval_id, user_id),
  CONSTRAINT approval_votes_of_approval FOREIGN KEY (approval_id) REFERENCES approvals (id)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
