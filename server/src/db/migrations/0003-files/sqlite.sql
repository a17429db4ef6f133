CREATE TABLE files (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  area TEXT NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  shared TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX files_by_area ON files (area, name, id);
CREATE INDEX files_by_sha256 ON files (sha256);
