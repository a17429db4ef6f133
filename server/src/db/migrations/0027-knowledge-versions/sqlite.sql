ALTER TABLE knowledge_bases ADD COLUMN deleted_at INTEGER;
CREATE TABLE knowledge_versions (
  document_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  file_id TEXT NOT NULL,
  name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  state TEXT NOT NULL,
  error_code TEXT,
  error_message TEXT,
  passages INTEGER NOT NULL,
  run_id TEXT,
  restored_from INTEGER,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (document_id, number),
  FOREIGN KEY (document_id) REFERENCES knowledge_documents (id) ON DELETE CASCADE
) STRICT;
ALTER TABLE knowledge_documents ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE knowledge_documents ADD COLUMN latest INTEGER NOT NULL DEFAULT 1;
ALTER TABLE knowledge_documents ADD COLUMN update_state TEXT;
ALTER TABLE knowledge_documents ADD COLUMN source_kind TEXT;
ALTER TABLE knowledge_documents ADD COLUMN source_key TEXT;
ALTER TABLE knowledge_documents ADD COLUMN source_hash TEXT;
ALTER TABLE knowledge_documents ADD COLUMN updated_at INTEGER NOT NULL DEFAULT 0;
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
