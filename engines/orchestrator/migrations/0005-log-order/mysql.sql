ALTER TABLE run_events COMMENT = 'in the order of its primary key, as InnoDB keeps it';
