CREATE INDEX tool_calls_by_run ON tool_calls (run_id);
