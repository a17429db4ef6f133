CREATE TABLE knowledge_vectors (
  base_id TEXT NOT NULL PRIMARY KEY,
  generation INTEGER NOT NULL,
  model TEXT,
  next_generation INTEGER,
  next_model TEXT,
  run_id TEXT,
  error_code TEXT,
  error_message TEXT,
  FOREIGN KEY (base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE
) STRICT;
CREATE TABLE knowledge_embeddings (
  document_id TEXT NOT NULL,
  model_hash TEXT NOT NULL,
  text_hash TEXT NOT NULL,
  vector TEXT NOT NULL,
  PRIMARY KEY (document_id, model_hash, text_hash),
  FOREIGN KEY (document_id) REFERENCES knowledge_documents (id) ON DELETE CASCADE
) STRICT;
