ALTER TABLE runs
  ADD COLUMN lane VARCHAR(300) GENERATED ALWAYS AS (
    CASE WHEN due_at IS NULL OR paused_at IS NOT NULL THEN NULL
    ELSE CONCAT(
      CASE WHEN priority < -1 THEN '0' WHEN priority = -1 THEN '1' WHEN priority = 0 THEN '2' WHEN priority = 1 THEN '3' ELSE '4' END,
      '	', pool, '	', COALESCE(scope, '')
    )
    END
  ) VIRTUAL,
  ADD INDEX runs_by_lane (lane, due_at),
  ADD INDEX runs_by_deadline (lane, deadline_at, due_at);
CREATE TABLE run_caps (name VARCHAR(255) NOT NULL PRIMARY KEY)
  ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE run_durations (
  name VARCHAR(255) NOT NULL PRIMARY KEY,
  counts TEXT NOT NULL,
  updated_at BIGINT NOT NULL,
  INDEX run_durations_by_age (updated_at)
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
