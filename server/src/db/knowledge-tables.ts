import type { Generated } from 'kysely';

export interface KnowledgeBasesTable {
  id: string;
  workspace_id: string;
  name: string;
  description: string;
  created_by: string;
  created_at: number;
  /** 'workspace', or 'private': for who made it and those whom it was granted to. */
  visibility: string;
  /** Seen by nobody from then on, while its documents are being taken away. */
  deleted_at: Generated<number | null>;
  /** That left the index since it was compacted. */
  removed_passages: Generated<number>;
}

/** What one person may do with a private base or document; `document_id` is '' for the base. */
export interface KnowledgeGrantsTable {
  base_id: string;
  document_id: string;
  user_id: string;
  verb: string;
  granted_by: string;
  created_at: number;
}

export interface KnowledgeDocumentsTable {
  id: string;
  workspace_id: string;
  base_id: string;
  file_id: string;
  name: string;
  media_type: string;
  size: number;
  state: string;
  error_code: string | null;
  error_message: string | null;
  passages: number;
  run_id: string | null;
  created_by: string;
  created_at: number;
  /** 'base', as its base, or 'private': for who uploaded it and those whom it was granted to. */
  visibility: string;
  /** Of the version that the row shows: what search finds, or what was last tried where nothing was ready yet. */
  version: Generated<number>;
  /** Of the newest version, whatever became of it. */
  latest: Generated<number>;
  /** Of a newest version that is not shown: 'pending' or 'failed'; the error is its own then. */
  update_state: Generated<string | null>;
  /** Where it comes from, if it was not uploaded: 'url' and the address, 'path' and the path. */
  source_kind: Generated<string | null>;
  source_key: Generated<string | null>;
  /** SHA-256 of both: unique in a base. */
  source_hash: Generated<string | null>;
  /** When the version that is shown came. */
  updated_at: Generated<number>;
}

/** What became of some parsed passages of a version; both texts as JSON lists. */
export interface KnowledgePassageEditsTable {
  document_id: string;
  version: number;
  /** Of the parsed passages, from 0. */
  first: number;
  last: number;
  parsed: string;
  passages: string;
  created_by: string;
  created_at: number;
}

export interface KnowledgeVersionsTable {
  document_id: string;
  /** From 1. */
  number: number;
  file_id: string;
  name: string;
  media_type: string;
  size: number;
  /** Of the bytes. */
  sha256: string;
  state: string;
  error_code: string | null;
  error_message: string | null;
  passages: number;
  run_id: string | null;
  /** Whose bytes it took over. */
  restored_from: number | null;
  created_by: string;
  created_at: number;
}

/** What a model has read on the pages of a document that are pictures. */
export interface KnowledgeTranscriptsTable {
  document_id: string;
  /** SHA-256 of the picture as the model was shown it. */
  picture_hash: string;
  text: string;
  created_at: number;
}

/** Where the vectors of a base come from; a base without a row has those that the engine learns. */
export interface KnowledgeVectorsTable {
  base_id: string;
  /** Of the collection that answers. */
  generation: number;
  /** JSON; null where they are learned. */
  model: string | null;
  /** Of the collection that is being made. */
  next_generation: number | null;
  next_model: string | null;
  /** The newest change. */
  run_id: string | null;
  error_code: string | null;
  error_message: string | null;
}

/** The model that orders the finds of a base anew; a base without a row has none. */
export interface KnowledgeRerankersTable {
  base_id: string;
  /** JSON. */
  model: string;
}

/** Vectors of the passages of a document that a model has made. */
export interface KnowledgeEmbeddingsTable {
  document_id: string;
  model_hash: string;
  text_hash: string;
  /** 32-bit floats, little endian, in Base64. */
  vector: string;
}

export interface KnowledgeTables {
  knowledge_bases: KnowledgeBasesTable;
  knowledge_documents: KnowledgeDocumentsTable;
  knowledge_embeddings: KnowledgeEmbeddingsTable;
  knowledge_grants: KnowledgeGrantsTable;
  knowledge_passage_edits: KnowledgePassageEditsTable;
  knowledge_rerankers: KnowledgeRerankersTable;
  knowledge_transcripts: KnowledgeTranscriptsTable;
  knowledge_vectors: KnowledgeVectorsTable;
  knowledge_versions: KnowledgeVersionsTable;
}
