-- What a list asks about a base of a hundred thousand documents is answered from these alone.
DROP INDEX knowledge_documents_by_base;
DROP INDEX knowledge_documents_by_name;
CREATE INDEX knowledge_documents_by_base ON knowledge_documents (base_id, id, visibility, created_by, state, update_state);
CREATE INDEX knowledge_documents_by_name ON knowledge_documents (base_id, name, id, visibility, created_by);
CREATE INDEX knowledge_documents_by_size ON knowledge_documents (base_id, size, id, visibility, created_by);
CREATE INDEX knowledge_documents_by_update ON knowledge_documents (base_id, updated_at, id, visibility, created_by);
