CREATE TABLE knowledge_sources (
  id VARCHAR(64) NOT NULL PRIMARY KEY,
  workspace_id VARCHAR(64) NOT NULL,
  base_id VARCHAR(64) NOT NULL,
  settings TEXT NOT NULL,
  every_hours INT,
  reach VARCHAR(16) NOT NULL,
  run_id VARCHAR(64),
  next_run_id VARCHAR(64),
  synced_at BIGINT,
  counts TEXT,
  error_code VARCHAR(64),
  error_message TEXT,
  created_by VARCHAR(64) NOT NULL,
  created_at BIGINT NOT NULL,
  CONSTRAINT knowledge_sources_of_base FOREIGN KEY (base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX knowledge_sources_by_base ON knowledge_sources (base_id, id);
CREATE TABLE knowledge_source_items (
  source_id VARCHAR(64) NOT NULL,
  item_hash VARCHAR(64) NOT NULL,
  item TEXT NOT NULL,
  document_id VARCHAR(64),
  mark VARCHAR(64),
  state VARCHAR(16) NOT NULL,
  reason TEXT,
  run_id VARCHAR(64) NOT NULL,
  PRIMARY KEY (source_id, item_hash),
  CONSTRAINT knowledge_source_items_of_source FOREIGN KEY (source_id) REFERENCES knowledge_sources (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX knowledge_source_items_by_document ON knowledge_source_items (document_id);
