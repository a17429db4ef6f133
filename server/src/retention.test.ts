import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOrchestrator, createRetention, createSqlStore } from '@agenticgen/orchestrator';
import { addRunBudget, forgetRunBudgets } from './budgets/index.ts';
import { runsOfOpenAnswers } from './chat/index.ts';
import { readConfig } from './config.ts';
import type { Database } from './db/index.ts';
import { forgetOwners, startRun } from './runs/index.ts';
import { onBothDatabases } from './testing/databases.ts';
import { testRuntime } from './testing/runtime.ts';
import { forgetToolCalls } from './tools/index.ts';
import { forgetWorkflowRuns } from './workflows/index.ts';

const DAY = 86_400_000;
const BY = { userId: 'u', workspaceId: 'home' };

onBothDatabases(
  'a removed run takes its owner and its budget along, and an open answer keeps its run',
  async (handle) => {
    const { db, dialect } = handle;
    const runtime = testRuntime();
    const work = { name: 'work', input: { parse: (given: unknown) => given }, run: async () => 1 };
    const store = createSqlStore({ db, dialect });
    const orchestrator = createOrchestrator<Database>({
      store,
      procedures: [work],
      clock: runtime,
      pollMs: 10,
    });
    await db.insertInto('workspaces').values({ id: 'home', name: 'Home', created_at: 1 }).execute();
    const begin = async () => (await startRun(db, orchestrator, BY, work, {})).runId;
    const [old, answering] = [await begin(), await begin()];
    await addRunBudget(db, runtime, BY, old, { tokens: 5 });
    await insertAnswer(db, answering);
    for (const runId of [old, answering]) await insertToolCall(db, runId);
    orchestrator.work();
    for (const runId of [old, answering]) {
      while ((await orchestrator.run(runId))?.state !== 'done')
        await new Promise((next) => setTimeout(next, 5));
    }
    await orchestrator.stop({ graceMs: 0 });
    runtime.advance(2 * DAY);
    const retention = createRetention({
      db,
      dialect,
      clock: runtime,
      owner: 'one',
      limits: { keepMs: DAY, keepPerScope: null, compactMs: null },
      needed: runsOfOpenAnswers,
      async onRemove(tx, runIds) {
        for (const forget of [forgetRunBudgets, forgetToolCalls, forgetWorkflowRuns, forgetOwners])
          await forget(tx, runIds);
      },
    });
    assert.deepEqual(await retention.sweep(), { removed: 1, compacted: 0 });
    const owners = await db.selectFrom('run_owners').select('run_id').execute();
    assert.deepEqual(
      owners.map(({ run_id }) => run_id),
      [answering],
    );
    assert.deepEqual(await db.selectFrom('budgets').selectAll().execute(), []);
    const calls = await db.selectFrom('tool_calls').select('run_id').execute();
    assert.deepEqual(
      calls.map(({ run_id }) => run_id),
      [answering],
    );
    await db.updateTable('messages').set({ state: 'complete' }).where('id', '=', 'm').execute();
    assert.deepEqual(await retention.sweep(), { removed: 1, compacted: 0 });
  },
);

async function insertAnswer(db: Database, run_id: string): Promise<void> {
  const conversation = { id: 'c', workspace_id: 'home', owner_id: 'u', title: '', visibility: 'private' };
  const times = { created_at: 1, updated_at: 1 };
  await db
    .insertInto('conversations')
    .values({ ...conversation, head_id: null, ...times })
    .execute();
  const said = {
    id: 'm',
    conversation_id: 'c',
    parent_id: null,
    role: 'assistant',
    state: 'streaming',
    text: '',
  };
  const parts = { parts: '[]', citations: '[]', attachments: '[]', agent: null, route: null, model: null };
  const made = { run_id, error_code: null, created_by: 'u', created_at: 1 };
  await db
    .insertInto('messages')
    .values({ ...said, ...parts, ...made })
    .execute();
}

test('the bounds of old runs come from the configuration, and 0 takes one away', () => {
  const { retention } = readConfig({});
  assert.deepEqual(retention, { keepMs: 180 * DAY, keepPerScope: 100_000, compactMs: DAY });
  const none = { RUNS_KEPT_DAYS: '0', RUNS_KEPT_PER_WORKSPACE: '0', RUN_TEXT_JOINED_DAYS: '0' };
  assert.deepEqual(readConfig(none).retention, { keepMs: null, keepPerScope: null, compactMs: null });
  assert.throws(() => readConfig({ RUNS_KEPT_DAYS: '-1' }), { code: 'config_invalid' });
});

async function insertToolCall(db: Database, runId: string): Promise<void> {
  const call = { workspace_id: 'home', tool: 'run_code', version: 1, outcome: 'ok', code: null };
  await db
    .insertInto('tool_calls')
    .values({ id: `call-${runId}`, run_id: runId, ...call, duration_ms: 1, created_at: 1 })
    .execute();
}
