import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBothDatabases } from '../testing/databases.ts';
import { type AgentResultRow, resultsSince } from './queries.ts';
import { statisticsOf } from './statistics.ts';

const result = (more: Partial<AgentResultRow>): AgentResultRow => ({
  run_id: 'r',
  workspace_id: 'w',
  agent_id: 'code',
  ok: 1,
  duration_ms: 100,
  tokens: 10,
  cost_micros: 5,
  created_at: 1_000,
  ...more,
});

test('without results nothing is claimed', () => {
  const nothing = { runs: 0, successRate: null, p50Ms: null, p95Ms: null, tokens: 0, costMicros: 0 };
  assert.deepEqual(statisticsOf([]), nothing);
});

test('success is a share, times are of results that happened, tokens and cost are sums', () => {
  const rows = Array.from({ length: 20 }, (_, index) =>
    result({ duration_ms: (20 - index) * 10, ok: index < 15 ? 1 : 0 }),
  );
  assert.deepEqual(statisticsOf(rows), {
    runs: 20,
    successRate: 0.75,
    p50Ms: 110,
    p95Ms: 200,
    tokens: 200,
    costMicros: 100,
  });
});

onBothDatabases('results are of one agent of one workspace, since a time', async ({ db }) => {
  const rows = [
    result({ run_id: 'old', created_at: 10 }),
    result({ run_id: 'new', created_at: 2_000 }),
    result({ run_id: 'other', agent_id: 'research' }),
    result({ run_id: 'elsewhere', workspace_id: 'v' }),
  ];
  for (const row of rows) await db.insertInto('agent_results').values(row).execute();
  const found = await resultsSince(db, 'w', 'code', 1_000);
  assert.deepEqual(
    found.map(({ run_id }) => run_id),
    ['new'],
  );
});
