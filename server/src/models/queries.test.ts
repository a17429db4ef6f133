import assert from 'node:assert/strict';
import { systemRuntime } from '../runtime/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertWorkspace } from '../testing/people.ts';
import { usageOfRuns } from './queries.ts';

onBothDatabases(
  'usageOfRuns() sums the calls of each run and leaves out runs without calls',
  async ({ db }) => {
    const workspace_id = await insertWorkspace(db, systemRuntime);
    const call = (run_id: string | null, tokens: number) => ({
      id: systemRuntime.newId(),
      workspace_id,
      run_id,
      model_id: 'offline',
      outcome: 'ok',
      input_tokens: tokens,
      output_tokens: tokens * 2,
      cost_micros: tokens * 3,
      first_token_ms: null,
      duration_ms: 5,
      started_at: 1,
    });
    const calls = [call('run-a', 1), call('run-a', 10), call('run-b', 100), call(null, 1000)];
    await db.insertInto('model_calls').values(calls).execute();
    const usage = await usageOfRuns(db, ['run-a', 'run-c']);
    assert.deepEqual([...usage], [['run-a', { inputTokens: 11, outputTokens: 22, costMicros: 33 }]]);
    assert.equal((await usageOfRuns(db, [])).size, 0);
  },
);
