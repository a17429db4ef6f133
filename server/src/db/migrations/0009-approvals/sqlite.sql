CREATE TABLE approvals (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id),
  created_by TEXT NOT NULL,
  question TEXT NOT NULL,
  payload TEXT NOT NULL,
  payload_hash TEXT NOT NULL,
  editable INTEGER NOT NULL,
  users TEXT NOT NULL,
  roles TEXT NOT NULL,
  votes_needed INTEGER NOT NULL,
  state TEXT NOT NULL,
  origin TEXT NOT NULL,
  root_run_id TEXT,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  escalated_at INTEGER,
  decided_at INTEGER
) STRICT;
CREATE INDEX approvals_by_workspace ON approvals (workspace_id, state, id);
CREATE TABLE approval_votes (
  approval_id TEXT NOT NULL REFERENCES approvals (id),
  user_id TEXT NOT NULL,
  vote TEXT NOT NULL,
  payload_hash TEXT NOT NULL,
  comment TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (approval_id, user_id)
) STRICT;
