-- What of a base is hidden from a person is asked before each search: of 200,000 documents a hundred took as long as all.
DROP INDEX knowledge_documents_by_visibility ON knowledge_documents;
CREATE INDEX knowledge_documents_by_visibility ON knowledge_documents (base_id, visibility, created_by, id);
