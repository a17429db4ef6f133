ALTER TABLE knowledge_bases ADD COLUMN removed_passages INTEGER NOT NULL DEFAULT 0;
