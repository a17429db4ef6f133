ALTER TABLE knowledge_bases ADD COLUMN deleted_at BIGINT;
CREATE TABLE knowledge_versions (
  document_id VARCHAR(36) NOT NULL,
  number BIGINT NOT NULL,
  file_id VARCHAR(36) NOT NULL,
  name VARCHAR(255) NOT NULL,
  media_type VARCHAR(255) NOT NULL,
  size BIGINT NOT NULL,
  sha256 VARCHAR(64) NOT NULL,
  state VARCHAR(16) NOT NULL,
  error_code VARCHAR(64),
  error_message LONGTEXT,
  passages BIGINT NOT NULL,
  run_id VARCHAR(36),
  restored_from BIGINT,
  created_by VARCHAR(36) NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (document_id, number),
  CONSTRAINT knowledge_versions_of_document FOREIGN KEY (document_id) REFERENCES knowledge_documents (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
ALTER TABLE knowledge_documents ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE knowledge_documents ADD COLUMN latest BIGINT NOT NULL DEFAULT 1;
ALTER TABLE knowledge_documents ADD COLUMN update_state VARCHAR(16);
ALTER TABLE knowledge_documents ADD COLUMN source_kind VARCHAR(32);
ALTER TABLE knowledge_documents ADD COLUMN source_key LONGTEXT;
ALTER TABLE knowledge_documents ADD COLUMN source_hash VARCHAR(64);
ALTER TABLE knowledge_documents ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
UPDATE knowledge_documents SET updated_at = created_at;
INSERT INTO knowledge_versions
  SELECT document.id, 1, document.file_id, document.name, document.media_type, document.size,
    coalesce((SELECT sha256 FROM files WHERE files.id = document.file_id), ''), document.state,
    document.error_code, document.error_message, document.passages, document.run_id, NULL,
    document.created_by, document.created_at
  FROM knowledge_documents AS document;
CREATE UNIQUE INDEX knowledge_documents_by_source ON knowledge_documents (base_id, source_hash);
CREATE INDEX knowledge_documents_by_name ON knowledge_documents (base_id, name);
CREATE INDEX knowledge_versions_by_run ON knowledge_versions (run_id);
