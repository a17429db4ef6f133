CREATE TABLE run_events_ordered (
  run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  sequence INTEGER NOT NULL,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  step TEXT,
  attempt INTEGER NOT NULL,
  payload TEXT NOT NULL,
  PRIMARY KEY (run_id, sequence)
) STRICT, WITHOUT ROWID;
INSERT INTO run_events_ordered SELECT run_id, sequence, at, type, step, attempt, payload FROM run_events;
DROP TABLE run_events;
ALTER TABLE run_events_ordered RENAME TO run_events;
