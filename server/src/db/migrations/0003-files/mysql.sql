CREATE TABLE files (
  id VARCHAR(36) NOT NULL PRIMARY KEY,
  workspace_id VARCHAR(36) NOT NULL,
  area VARCHAR(80) NOT NULL,
  name VARCHAR(255) NOT NULL,
  media_type VARCHAR(255) NOT NULL,
  size BIGINT NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  shared VARCHAR(16) NOT NULL,
  created_by VARCHAR(36) NOT NULL,
  created_at BIGINT NOT NULL,
  FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
CREATE INDEX files_by_area ON files (area, name, id);
CREATE INDEX files_by_sha256 ON files (sha256);
