import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOrchestrator, createSqlStore, PRIORITY_RANKS } from '@agenticgen/orchestrator';
import { makeOwner } from '../access/index.ts';
import { type Database, inTransaction } from '../db/index.ts';
import { sqliteForTest } from '../testing/databases.ts';
import { testRuntime } from '../testing/runtime.ts';
import { fireIn } from './fire.ts';
import type { WorkflowProcedure } from './procedures.ts';
import { triggerIn } from './trigger-events.ts';

/** A workspace with one workflow, `w`, and a trigger of it. */
async function setUp(maxQueued: number) {
  const { db, close } = await sqliteForTest();
  const runtime = testRuntime();
  const { userId } = await makeOwner(db, runtime, {
    email: 'o@example.org',
    password: 'a long word',
    name: 'O',
  });
  const { id: workspaceId } = await db.selectFrom('workspaces').select('id').executeTakeFirstOrThrow();
  const workflow: WorkflowProcedure = {
    name: 'workflows.run',
    input: { parse: (given) => given as never },
    run: async () => null,
  };
  const store = createSqlStore({ db, dialect: 'sqlite' });
  const admission = { maxQueued };
  const orchestrator = createOrchestrator<Database>({
    store,
    procedures: [workflow],
    clock: runtime,
    admission,
  });
  const who = { workspace_id: workspaceId, created_by: userId, created_at: 1 };
  const row = { id: 'w', name: 'W', description: '', version: 1, updated_at: 1, deleted_at: null };
  await db
    .insertInto('workflows')
    .values({ ...who, ...row })
    .execute();
  const definition = JSON.stringify({
    name: 'W',
    priority: 'high',
    input: {},
    nodes: [{ id: 'a', type: 'value', value: 1 }],
  });
  const version = { workflow_id: 'w', version: 1, hash: 'h', definition, created_by: userId, created_at: 1 };
  await db.insertInto('workflow_versions').values(version).execute();
  const trigger = {
    id: 't',
    workflow_id: 'w',
    kind: 'document.ingested',
    secret: null,
    mapping: null,
    enabled: 1,
  };
  const last = { disabled_reason: null, last_run_id: null, last_at: null };
  await db
    .insertInto('workflow_triggers')
    .values({ ...who, ...trigger, ...last })
    .execute();
  const needs = { orchestrator, runtime, workflow };
  const what = {
    workspaceId,
    userId,
    workflowId: 'w',
    version: null,
    origin: 'schedule',
    originId: 's',
  } as const;
  return { db, needs, what, [Symbol.asyncDispose]: close };
}

test('a full queue is no reason to switch off a schedule or a trigger, and does not hinder an event', async () => {
  await using made = await setUp(0);
  const { db, needs, what } = made;
  const { workspaceId, userId } = what;
  await assert.rejects(fireIn(db, needs, { ...what, key: 'k', input: {} }), { code: 'queue_full' });
  const fields = { documentId: 'd', baseId: 'b', name: 'n', passages: 1 };
  await triggerIn(db, needs, { type: 'document.ingested', id: 'e', workspaceId, userId, fields });
  const { enabled } = await db.selectFrom('workflow_triggers').select('enabled').executeTakeFirstOrThrow();
  assert.equal(enabled, 1);
});

test('a schedule with a priority of its own starts runs of that priority, others those of the definition', async () => {
  await using made = await setUp(10);
  const { db, needs, what } = made;
  const rankWith = async (key: string, priority?: 'background' | null) => {
    const fired = await inTransaction(db, (tx) =>
      fireIn(tx, needs, { ...what, key, input: {}, ...(priority === undefined ? {} : { priority }) }),
    );
    assert.ok(fired.kind === 'started');
    return (await needs.orchestrator.run(fired.runId))?.priority;
  };
  assert.deepEqual(
    [await rankWith('a'), await rankWith('b', null), await rankWith('c', 'background')],
    [PRIORITY_RANKS.high, PRIORITY_RANKS.high, PRIORITY_RANKS.background],
  );
});
