ALTER TABLE models ADD COLUMN sees_images INTEGER NOT NULL DEFAULT 0;
CREATE TABLE knowledge_transcripts (
  document_id TEXT NOT NULL,
  picture_hash TEXT NOT NULL,
  text TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (document_id, picture_hash),
  FOREIGN KEY (document_id) REFERENCES knowledge_documents (id) ON DELETE CASCADE
) STRICT;
