/** Questions by which the quality of a base is measured. */
export interface QualitySetsTable {
  id: string;
  workspace_id: string;
  base_id: string;
  name: string;
  created_by: string;
  created_at: number;
}

export interface QualityQuestionsTable {
  id: string;
  set_id: string;
  text: string;
  created_by: string;
  created_at: number;
}

/** A document, or a place in it, that a search for the question is to find. Gone with its document. */
export interface QualityExpectationsTable {
  id: string;
  question_id: string;
  document_id: string;
  grade: number;
  /** Words that a passage has to have; null: any passage of the document. */
  quote: string | null;
  /** JSON: offsets into the text of one version. */
  span: string | null;
}

/** One measuring of a set, as the person saw the base who asked for it. */
export interface QualityEvaluationsTable {
  id: string;
  set_id: string;
  run_id: string;
  /** JSON */
  settings: string;
  /** JSON; null until it is done. */
  measures: string | null;
  created_by: string;
  created_at: number;
}

export interface QualityResultsTable {
  evaluation_id: string;
  question_id: string;
  /** The question as it was. */
  text: string;
  /** JSON */
  measures: string;
  /** JSON: ids of the documents and passages that were found. */
  found: string;
}
