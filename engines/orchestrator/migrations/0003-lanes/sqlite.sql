ALTER TABLE runs ADD COLUMN lane TEXT GENERATED ALWAYS AS (
  CASE WHEN due_at IS NULL OR paused_at IS NOT NULL THEN NULL
  ELSE (CASE WHEN priority < -1 THEN '0' WHEN priority = -1 THEN '1' WHEN priority = 0 THEN '2' WHEN priority = 1 THEN '3' ELSE '4' END)
    || '	' || pool || '	' || COALESCE(scope, '')
  END
) VIRTUAL;
CREATE INDEX runs_by_lane ON runs (lane, due_at);
CREATE INDEX runs_by_deadline ON runs (lane, deadline_at, due_at);
CREATE TABLE run_caps (name TEXT NOT NULL PRIMARY KEY) STRICT;
CREATE TABLE run_durations (
  name TEXT NOT NULL PRIMARY KEY,
  counts TEXT NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX run_durations_by_age ON run_durations (updated_at);
