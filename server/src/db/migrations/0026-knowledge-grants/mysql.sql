ALTER TABLE knowledge_bases ADD COLUMN visibility VARCHAR(16) NOT NULL DEFAULT 'workspace';
ALTER TABLE knowledge_documents ADD COLUMN visibility VARCHAR(16) NOT NULL DEFAULT 'base';
CREATE TABLE knowledge_grants (
  base_id VARCHAR(64) NOT NULL,
  document_id VARCHAR(64) NOT NULL,
  user_id VARCHAR(64) NOT NULL,
  verb VARCHAR(16) NOT NULL,
  granted_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (base_id, document_id, user_id),
  CONSTRAINT knowledge_grants_of_base FOREIGN KEY (base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE,
  CONSTRAINT knowledge_grants_of_user FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX knowledge_grants_by_user ON knowledge_grants (user_id, base_id);
CREATE INDEX knowledge_documents_by_visibility ON knowledge_documents (base_id, visibility);
