CREATE TABLE knowledge_rerankers (
  base_id VARCHAR(64) NOT NULL PRIMARY KEY,
  model TEXT NOT NULL,
  CONSTRAINT knowledge_rerankers_of_base FOREIGN KEY (base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
