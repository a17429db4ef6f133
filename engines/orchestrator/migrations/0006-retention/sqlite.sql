CREATE TABLE run_sweeps (
  name TEXT NOT NULL PRIMARY KEY,
  owner TEXT,
  lease_until INTEGER NOT NULL,
  cursor_at INTEGER NOT NULL,
  cursor_id TEXT NOT NULL
) STRICT;
INSERT INTO run_sweeps (name, owner, lease_until, cursor_at, cursor_id) VALUES ('retention', NULL, 0, 0, '');
