ALTER TABLE runs
  ADD COLUMN deadline_at BIGINT,
  ADD COLUMN pool VARCHAR(128) NOT NULL DEFAULT '',
  ADD COLUMN needs TEXT,
  ADD COLUMN paused_at BIGINT,
  ADD COLUMN pause_reason TEXT,
  ADD COLUMN forked_from VARCHAR(64),
  ADD INDEX runs_by_end (finished_at);
