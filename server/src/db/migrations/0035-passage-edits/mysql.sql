CREATE TABLE knowledge_passage_edits (
  document_id VARCHAR(36) NOT NULL,
  version BIGINT NOT NULL,
  first BIGINT NOT NULL,
  last BIGINT NOT NULL,
  parsed MEDIUMTEXT NOT NULL,
  passages MEDIUMTEXT NOT NULL,
  created_by VARCHAR(36) NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (document_id, version, first),
  CONSTRAINT knowledge_passage_edits_of_version FOREIGN KEY (document_id, version) REFERENCES knowledge_versions (document_id, number) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
