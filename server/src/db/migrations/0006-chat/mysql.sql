CREATE TABLE conversations (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  workspace_id VARCHAR(36) NOT NULL,
  owner_id VARCHAR(36) NOT NULL,
  title VARCHAR(255) NOT NULL,
  visibility VARCHAR(16) NOT NULL,
  head_id VARCHAR(36),
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX conversations_by_owner ON conversations (workspace_id, owner_id, updated_at);
CREATE TABLE messages (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  conversation_id VARCHAR(36) NOT NULL,
  parent_id VARCHAR(36),
  role VARCHAR(16) NOT NULL,
  state VARCHAR(16) NOT NULL,
  text LONGTEXT NOT NULL,
  parts LONGTEXT NOT NULL,
  citations LONGTEXT NOT NULL,
  attachments LONGTEXT NOT NULL,
  agent VARCHAR(80),
  route VARCHAR(32),
  model VARCHAR(255),
  run_id VARCHAR(36),
  error_code VARCHAR(64),
  created_by VARCHAR(36) NOT NULL,
  created_at BIGINT NOT NULL,
  FOREIGN KEY (conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX messages_by_conversation ON messages (conversation_id, id);
CREATE INDEX messages_by_run ON messages (run_id);
