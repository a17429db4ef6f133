CREATE TABLE conversations (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  title TEXT NOT NULL,
  visibility TEXT NOT NULL,
  head_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  FOREIGN KEY (workspace_id) REFERENCES workspaces (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX conversations_by_owner ON conversations (workspace_id, owner_id, updated_at);
CREATE TABLE messages (
  id TEXT NOT NULL PRIMARY KEY,
  conversation_id TEXT NOT NULL,
  parent_id TEXT,
  role TEXT NOT NULL,
  state TEXT NOT NULL,
  text TEXT NOT NULL,
  parts TEXT NOT NULL,
  citations TEXT NOT NULL,
  attachments TEXT NOT NULL,
  agent TEXT,
  route TEXT,
  model TEXT,
  run_id TEXT,
  error_code TEXT,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  FOREIGN KEY (conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX messages_by_conversation ON messages (conversation_id, id);
CREATE INDEX messages_by_run ON messages (run_id);
