CREATE TABLE quality_sets (
  id VARCHAR(36) NOT NULL,
  workspace_id VARCHAR(36) NOT NULL,
  base_id VARCHAR(36) NOT NULL,
  name VARCHAR(255) NOT NULL,
  created_by VARCHAR(36) NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT quality_sets_of_base FOREIGN KEY (base_id) REFERENCES knowledge_bases (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX quality_sets_by_base ON quality_sets (base_id, id);
CREATE TABLE quality_questions (
  id VARCHAR(36) NOT NULL,
  set_id VARCHAR(36) NOT NULL,
  text LONGTEXT NOT NULL,
  created_by VARCHAR(36) NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT quality_questions_of_set FOREIGN KEY (set_id) REFERENCES quality_sets (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX quality_questions_by_set ON quality_questions (set_id, id);
CREATE TABLE quality_expectations (
  id VARCHAR(36) NOT NULL,
  question_id VARCHAR(36) NOT NULL,
  document_id VARCHAR(36) NOT NULL,
  grade BIGINT NOT NULL,
  quote LONGTEXT,
  span LONGTEXT,
  PRIMARY KEY (id),
  CONSTRAINT quality_expectations_of_question FOREIGN KEY (question_id) REFERENCES quality_questions (id) ON DELETE CASCADE,
  CONSTRAINT quality_expectations_of_document FOREIGN KEY (document_id) REFERENCES knowledge_documents (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX quality_expectations_by_question ON quality_expectations (question_id, id);
CREATE INDEX quality_expectations_by_document ON quality_expectations (document_id);
CREATE TABLE quality_evaluations (
  id VARCHAR(36) NOT NULL,
  set_id VARCHAR(36) NOT NULL,
  run_id VARCHAR(36) NOT NULL,
  settings LONGTEXT NOT NULL,
  measures LONGTEXT,
  created_by VARCHAR(36) NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (id),
  CONSTRAINT quality_evaluations_of_set FOREIGN KEY (set_id) REFERENCES quality_sets (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX quality_evaluations_by_set ON quality_evaluations (set_id, created_by, id);
CREATE TABLE quality_results (
  evaluation_id VARCHAR(36) NOT NULL,
  question_id VARCHAR(36) NOT NULL,
  text LONGTEXT NOT NULL,
  measures LONGTEXT NOT NULL,
  found LONGTEXT NOT NULL,
  PRIMARY KEY (evaluation_id, question_id),
  CONSTRAINT quality_results_of_evaluation FOREIGN KEY (evaluation_id) REFERENCES quality_evaluations (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
