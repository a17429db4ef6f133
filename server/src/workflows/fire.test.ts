import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PRIORITY_RANKS } from '@agenticgen/orchestrator';
import { inTransaction } from '../db/index.ts';
import { triggeredWorkflow } from '../testing/triggered.ts';
import { fireIn } from './fire.ts';
import { triggerIn } from './trigger-events.ts';

test('a full queue is no reason to switch off a schedule or a trigger, and does not hinder an event', async () => {
  await using made = await triggeredWorkflow(0);
  const { db, needs, what } = made;
  const { workspaceId, userId } = what;
  await assert.rejects(fireIn(db, needs, { ...what, key: 'k', input: {} }), { code: 'queue_full' });
  const fields = { documentId: 'd', baseId: 'b', name: 'n', passages: 1 };
  await triggerIn(db, needs, { type: 'document.ingested', id: 'e', workspaceId, userId, fields });
  const { enabled } = await db.selectFrom('workflow_triggers').select('enabled').executeTakeFirstOrThrow();
  assert.equal(enabled, 1);
});

test('a schedule with a priority of its own starts runs of that priority, others those of the definition', async () => {
  await using made = await triggeredWorkflow(10);
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
