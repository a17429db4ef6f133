CREATE TABLE run_sweeps (
  name VARCHAR(64) NOT NULL PRIMARY KEY,
  owner VARCHAR(64),
  lease_until BIGINT NOT NULL,
  cursor_at BIGINT NOT NULL,
  cursor_id VARCHAR(64) NOT NULL
) ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT INTO run_sweeps (name, owner, lease_until, cursor_at, cursor_id) VALUES ('retention', NULL, 0, 0, '');
