CREATE TABLE knowledge_bases (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  workspace_id VARCHAR(36) NOT NULL,
  name VARCHAR(255) NOT NULL,
  description LONGTEXT NOT NULL,
  created_by VARCHAR(36) NOT NULL,
  created_at BIGINT NOT NULL,
  FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX knowledge_bases_by_workspace ON knowledge_bases (workspace_id, id);
CREATE TABLE knowledge_documents (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  workspace_id VARCHAR(36) NOT NULL,
  base_id VARCHAR(36) NOT NULL,
  file_id VARCHAR(36) NOT NULL,
  name VARCHAR(255) NOT NULL,
  media_type VARCHAR(255) NOT NULL,
  size BIGINT NOT NULL,
  state VARCHAR(16) NOT NULL,
  error_code VARCHAR(64),
  error_message LONGTEXT,
  passages BIGINT NOT NULL,
  run_id VARCHAR(36),
  created_by VARCHAR(36) NOT NULL,
  created_at BIGINT NOT NULL,
  FOREIGN KEY (base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX knowledge_documents_by_base ON knowledge_documents (base_id, id);
