export interface KnowledgeBasesTable {
  id: string;
  workspace_id: string;
  name: string;
  description: string;
  created_by: string;
  created_at: number;
  /** 'workspace', or 'private': for who made it and those whom it was granted to. */
  visibility: string;
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
}
