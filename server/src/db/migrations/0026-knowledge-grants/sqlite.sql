ALTER TABLE knowledge_bases ADD COLUMN visibility TEXT NOT NULL DEFAULT 'workspace';
ALTER TABLE knowledge_documents ADD COLUMN visibility TEXT NOT NULL DEFAULT 'base';
CREATE TABLE knowledge_grants (
  base_id TEXT NOT NULL,
  document_id TEXT NOT NULL,
  user_id TEXT NOT NULL,
  verb TEXT NOT NULL,
  granted_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (base_id, document_id, user_id),
  FOREIGN KEY (base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE,
  FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX knowledge_grants_by_user ON knowledge_grants (user_id, base_id);
CREATE INDEX knowledge_documents_by_visibility ON knowledge_documents (base_id, visibility);
