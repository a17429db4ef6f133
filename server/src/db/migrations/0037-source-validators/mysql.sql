ALTER TABLE knowledge_source_items ADD COLUMN validators MEDIUMTEXT;
