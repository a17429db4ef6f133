CREATE TABLE knowledge_vectors (
  base_id VARCHAR(64) NOT NULL PRIMARY KEY,
  generation INT NOT NULL,
  model TEXT,
  next_generation INT,
  next_model TEXT,
  run_id VARCHAR(64),
  error_code VARCHAR(64),
  error_message TEXT,
  CONSTRAINT knowledge_vectors_of_base FOREIGN KEY (base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE knowledge_embeddings (
  document_id VARCHAR(64) NOT NULL,
  model_hash VARCHAR(64) NOT NULL,
  text_hash VARCHAR(64) NOT NULL,
  vector MEDIUMTEXT NOT NULL,
  PRIMARY KEY (document_id, model_hash, text_hash),
  CONSTRAINT knowledge_embeddings_of_document FOREIGN KEY (document_id) REFERENCES knowledge_documents (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
