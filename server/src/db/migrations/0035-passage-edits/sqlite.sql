CREATE TABLE knowledge_passage_edits (
  document_id TEXT NOT NULL,
  version INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  parsed TEXT NOT NULL,
  passages TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (document_id, version, first),
  FOREIGN KEY (document_id, version) REFERENCES knowledge_versions (document_id, number) ON DELETE CASCADE
) STRICT;
