CREATE TABLE quality_sets (
  id TEXT NOT NULL,
  workspace_id TEXT NOT NULL,
  base_id TEXT NOT NULL,
  name TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT quality_sets_of_base FOREIGN KEY (base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX quality_sets_by_base ON quality_sets (base_id, id);
CREATE TABLE quality_questions (
  id TEXT NOT NULL,
  set_id TEXT NOT NULL,
  text TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT quality_questions_of_set FOREIGN KEY (set_id) REFERENCES quality_sets (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX quality_questions_by_set ON quality_questions (set_id, id);
CREATE TABLE quality_expectations (
  id TEXT NOT NULL,
  question_id TEXT NOT NULL,
  document_id TEXT NOT NULL,
  grade INTEGER NOT NULL,
  quote TEXT,
  span TEXT,
  PRIMARY KEY (id),
  CONSTRAINT quality_expectations_of_question FOREIGN KEY (question_id) REFERENCES quality_questions (id) ON DELETE CASCADE,
  CONSTRAINT quality_expectations_of_document FOREIGN KEY (document_id) REFERENCES knowledge_documents (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX quality_expectations_by_question ON quality_expectations (question_id, id);
CREATE INDEX quality_expectations_by_document ON quality_expectations (document_id);
CREATE TABLE quality_evaluations (
  id TEXT NOT NULL,
  set_id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  settings TEXT NOT NULL,
  measures TEXT,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT quality_evaluations_of_set FOREIGN KEY (set_id) REFERENCES quality_sets (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX quality_evaluations_by_set ON quality_evaluations (set_id, created_by, id);
CREATE TABLE quality_results (
  evaluation_id TEXT NOT NULL,
  question_id TEXT NOT NULL,
  text TEXT NOT NULL,
  measures TEXT NOT NULL,
  found TEXT NOT NULL,
  PRIMARY KEY (evaluation_id, question_id),
  CONSTRAINT quality_results_of_evaluation FOREIGN KEY (evaluation_id) REFERENCES quality_evaluations (id) ON DELETE CASCADE
) STRICT;
