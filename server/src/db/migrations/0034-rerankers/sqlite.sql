CREATE TABLE knowledge_rerankers (
  base_id TEXT NOT NULL PRIMARY KEY,
  model TEXT NOT NULL,
  FOREIGN KEY (base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE
) STRICT;
