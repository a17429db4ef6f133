CREATE TABLE schedules (
  id TEXT NOT NULL PRIMARY KEY,
  scope TEXT NOT NULL,
  subject TEXT NOT NULL,
  timing TEXT NOT NULL,
  target TEXT NOT NULL,
  missed TEXT NOT NULL,
  missed_limit INTEGER NOT NULL,
  overlap TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  disabled_reason TEXT,
  next_at INTEGER,
  queued_tick INTEGER,
  last_tick INTEGER,
  last_run_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX schedules_by_next ON schedules (enabled, next_at);
CREATE INDEX schedules_by_queued ON schedules (enabled, queued_tick);
CREATE INDEX schedules_by_scope ON schedules (scope, subject, id);
