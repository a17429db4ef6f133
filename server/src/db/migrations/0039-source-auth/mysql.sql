ALTER TABLE knowledge_sources ADD COLUMN auth TEXT;
