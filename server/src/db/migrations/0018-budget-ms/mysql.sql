ALTER TABLE budgets RENAME COLUMN seconds_used TO ms_used;
UPDATE budgets SET ms_used = ms_used * 1000;
