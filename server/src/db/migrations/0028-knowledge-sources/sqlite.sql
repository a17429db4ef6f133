CREATE TABLE knowledge_sources (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  base_id TEXT NOT NULL,
  settings TEXT NOT NULL,
  every_hours INTEGER,
  reach TEXT NOT NULL,
  run_id TEXT,
  next_run_id TEXT,
  synced_at INTEGER,
  counts TEXT,
  error_code TEXT,
  error_message TEXT,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  FOREIGN KEY (base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX knowledge_sources_by_base ON knowledge_sources (base_id, id);
CREATE TABLE knowledge_source_items (
  source_id TEXT NOT NULL,
  item_hash TEXT NOT NULL,
  item TEXT NOT NULL,
  document_id TEXT,
  mark TEXT,
  state TEXT NOT NULL,
  reason TEXT,
  run_id TEXT NOT NULL,
  PRIMARY KEY (source_id, item_hash),
  FOREIGN KEY (source_id) REFERENCES knowledge_sources (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX knowledge_source_items_by_document ON knowledge_source_items (document_id);
