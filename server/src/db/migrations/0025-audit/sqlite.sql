CREATE TABLE audit_entries (
  sequence INTEGER NOT NULL PRIMARY KEY,
  at INTEGER NOT NULL,
  workspace_id TEXT,
  actor_id TEXT,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  outcome TEXT NOT NULL,
  run_id TEXT,
  details TEXT NOT NULL,
  source TEXT UNIQUE,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_entries_by_workspace ON audit_entries (workspace_id, sequence);
CREATE INDEX audit_entries_by_actor ON audit_entries (actor_id, sequence);
CREATE TABLE audit_heads (
  id TEXT NOT NULL PRIMARY KEY,
  sequence INTEGER NOT NULL,
  hash TEXT NOT NULL
) STRICT;
INSERT INTO audit_heads VALUES ('chain', 0, '');
