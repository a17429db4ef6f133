/** What documents of a base are brought in from, again and again. */
export interface KnowledgeSourcesTable {
  id: string;
  workspace_id: string;
  base_id: string;
  /** JSON: the kind, where, and within which bounds. */
  settings: string;
  /** Hours between two synchronizations; null: only when somebody asks. */
  every_hours: number | null;
  /** 'public', or 'named': also those hosts of the own network that the configuration names. */
  reach: string;
  /** The newest run. */
  run_id: string | null;
  /** The run that waits for its time. */
  next_run_id: string | null;
  synced_at: number | null;
  /** JSON: what the last synchronization did. */
  counts: string | null;
  /** JSON: how it signs in, its secret sealed; null: not at all. */
  auth: string | null;
  error_code: string | null;
  error_message: string | null;
  created_by: string;
  created_at: number;
}

/** What a source has: pages, files. */
export interface KnowledgeSourceItemsTable {
  source_id: string;
  /** SHA-256 of `item`. */
  item_hash: string;
  /** An address or a path. */
  item: string;
  /** What was made of it. */
  document_id: string | null;
  /** Tells whether it has changed. */
  mark: string | null;
  /** JSON: by what its site tells whether the page has changed, and the links that were on it. */
  validators: string | null;
  /** 'kept', 'skipped' or 'failed'. */
  state: string;
  reason: string | null;
  /** The run that saw it last. */
  run_id: string;
}
