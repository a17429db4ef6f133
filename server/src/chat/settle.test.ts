import assert from 'node:assert/strict';
import { createOrchestrator, createSqlStore, procedure } from '@agenticgen/orchestrator';
import { z } from 'zod';
import { waitFor } from '../../../tools/test-servers/index.ts';
import type { Database, DatabaseHandle } from '../db/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertMember, insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { findMessage, insertMessage, type MessageRow } from './queries.ts';
import { settleEnded } from './settle.ts';

/** A streaming answer whose run a test ends as it likes. */
async function bench({ db, dialect }: DatabaseHandle) {
  const runtime = testRuntime(Date.now());
  const turn = procedure({
    name: 'test.turn',
    input: z.object({ fails: z.boolean() }),
    async run(_, { fails }) {
      if (fails) throw Object.assign(new Error('Cannot: poisoned'), { code: 'poisoned' });
      return {};
    },
  });
  const store = createSqlStore({ db, dialect });
  const orchestrator = createOrchestrator<Database>({
    store,
    procedures: [turn],
    exclusive: true,
    pollMs: 10,
  });
  const workspace_id = await insertWorkspace(db, runtime);
  const { userId } = await insertMember(db, runtime, workspace_id, 'editor');
  const now = runtime.now();
  const conversation = {
    id: runtime.newId(),
    workspace_id,
    owner_id: userId,
    title: '',
    visibility: 'private',
  };
  await db
    .insertInto('conversations')
    .values({ ...conversation, head_id: null, created_at: now, updated_at: now })
    .execute();
  async function answer(run_id: string | null): Promise<MessageRow> {
    const row: MessageRow = {
      id: runtime.newId(),
      conversation_id: conversation.id,
      parent_id: null,
      role: 'assistant',
      state: 'streaming',
      text: '',
      parts: '[]',
      citations: '[]',
      attachments: '[]',
      agent: null,
      route: null,
      model: null,
      run_id,
      error_code: null,
      created_by: userId,
      created_at: now,
    };
    await insertMessage(db, row);
    return row;
  }
  return {
    orchestrator,
    answer,
    start: async (fails: boolean) => (await orchestrator.start(db, turn, { fails })).runId,
    settled: async (row: MessageRow) => {
      const [shown] = await settleEnded(db, orchestrator, [row]);
      const stored = await findMessage(db, conversation.id, row.id);
      return [shown?.state, shown?.error_code, stored?.state, stored?.error_code];
    },
    [Symbol.asyncDispose]: () => orchestrator.stop({ graceMs: 0 }),
  };
}

onBothDatabases('an answer whose run waits or works stays streaming', async (handle) => {
  await using on = await bench(handle);
  const row = await on.answer(await on.start(false));
  assert.deepEqual(await on.settled(row), ['streaming', null, 'streaming', null]);
});

onBothDatabases('an answer that was stopped before its run began is stopped', async (handle) => {
  await using on = await bench(handle);
  const runId = await on.start(false);
  const row = await on.answer(runId);
  await on.orchestrator.cancel(runId, 'stopped');
  assert.deepEqual(await on.settled(row), ['stopped', null, 'stopped', null]);
});

onBothDatabases('an answer whose run failed without saying so is failed with its code', async (handle) => {
  await using on = await bench(handle);
  const runId = await on.start(true);
  const row = await on.answer(runId);
  on.orchestrator.work();
  await waitFor(async () => (await on.orchestrator.run(runId))?.state === 'failed');
  const [state, code, storedState, storedCode] = await on.settled(row);
  assert.deepEqual([state, storedState], ['failed', 'failed']);
  assert.ok(code !== null && code === storedCode);
});

onBothDatabases(
  'an answer without a run is failed, and one that is settled is left alone',
  async (handle) => {
    await using on = await bench(handle);
    const row = await on.answer(null);
    assert.deepEqual(await on.settled(row), ['failed', 'internal_error', 'failed', 'internal_error']);
    const whole: MessageRow = { ...row, state: 'complete' };
    assert.deepEqual(await settleEnded(handle.db, on.orchestrator, [whole]), [whole]);
  },
);
