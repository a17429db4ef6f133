CREATE TABLE budgets (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  workspace_id VARCHAR(64) NOT NULL,
  kind VARCHAR(16) NOT NULL,
  subject_id VARCHAR(64) NOT NULL,
  period VARCHAR(16) NOT NULL,
  period_start BIGINT NOT NULL,
  tokens_limit BIGINT,
  cost_limit BIGINT,
  steps_limit BIGINT,
  seconds_limit BIGINT,
  tokens_used BIGINT NOT NULL,
  cost_used BIGINT NOT NULL,
  steps_used BIGINT NOT NULL,
  seconds_used BIGINT NOT NULL,
  created_by VARCHAR(64) NOT NULL,
  updated_at BIGINT NOT NULL,
  UNIQUE INDEX budgets_by_subject (workspace_id, kind, subject_id, period),
  CONSTRAINT budgets_of_workspace FOREIGN KEY (workspace_id) REFERENCES workspaces (id)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE budget_holds (
  budget_id VARCHAR(64) NOT NULL,
  call_key VARCHAR(200) NOT NULL,
  attempt INT NOT NULL,
  tokens BIGINT NOT NULL,
  cost BIGINT NOT NULL,
  steps BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (budget_id, call_key, attempt),
  CONSTRAINT budget_holds_of_budget FOREIGN KEY (budget_id) REFERENCES budgets (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE budget_waits (
  budget_id VARCHAR(64) NOT NULL,
  run_id VARCHAR(64) NOT NULL,
  root_run_id VARCHAR(64) NOT NULL,
  dimension VARCHAR(16) NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (budget_id, run_id),
  INDEX budget_waits_by_root (root_run_id),
  CONSTRAINT budget_waits_of_budget FOREIGN KEY (budget_id) REFERENCES budgets (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
