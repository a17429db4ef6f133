ALTER TABLE knowledge_bases ADD COLUMN removed_passages BIGINT NOT NULL DEFAULT 0;
