CREATE TABLE knowledge_bases (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX knowledge_bases_by_workspace ON knowledge_bases (workspace_id, id);
CREATE TABLE knowledge_documents (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  base_id TEXT NOT NULL,
  file_id TEXT NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  state TEXT NOT NULL,
  error_code TEXT,
  error_message TEXT,
  passages INTEGER NOT NULL,
  run_id TEXT,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  FOREIGN KEY (base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX knowledge_documents_by_base ON knowledge_documents (base_id, id);
