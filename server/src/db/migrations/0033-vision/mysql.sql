ALTER TABLE models ADD COLUMN sees_images TINYINT NOT NULL DEFAULT 0;
CREATE TABLE knowledge_transcripts (
  document_id VARCHAR(64) NOT NULL,
  picture_hash VARCHAR(64) NOT NULL,
  text MEDIUMTEXT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (document_id, picture_hash),
  CONSTRAINT knowledge_transcripts_of_document FOREIGN KEY (document_id) REFERENCES knowledge_documents (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
