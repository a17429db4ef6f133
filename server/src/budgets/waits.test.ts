import assert from 'node:assert/strict';
import { createOrchestrator, createSqlStore } from '@agenticgen/orchestrator';
import type { Database } from '../db/index.ts';
import { startRun } from '../runs/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { createBudgets, type Reached } from './budgets.ts';
import { pageOfWaits, waitingFor, waitPlace } from './queries.ts';

onBothDatabases(
  'a run waits once at a budget however many runs below it do, and ended ones not at all',
  async ({ db, dialect }) => {
    const runtime = testRuntime();
    const workspaceId = await insertWorkspace(db, runtime);
    const work = { name: 'work', input: { parse: (given: unknown) => given }, run: async () => 1 };
    const store = createSqlStore({ db, dialect });
    const orchestrator = createOrchestrator<Database>({ store, procedures: [work], clock: runtime });
    const begin = async (userId: string) =>
      (await startRun(db, orchestrator, { userId, workspaceId }, work, {}, { label: `of ${userId}` })).runId;
    const [root, child, other] = [await begin('ann'), await begin('ann'), await begin('bob')];
    const budget = { id: 'budget', workspace_id: workspaceId, kind: 'workspace', subject_id: workspaceId };
    const none = { tokens_limit: 1, cost_limit: null, steps_limit: null, seconds_limit: null };
    const used = { tokens_used: 0, cost_used: 0, steps_used: 0, ms_used: 0 };
    const rest = { period: 'total', period_start: 0, created_by: 'ann', updated_at: 0 };
    await db
      .insertInto('budgets')
      .values({ ...budget, ...none, ...used, ...rest })
      .execute();
    const { noteWait } = createBudgets({ db, runtime });
    const spender = (rootRunId: string) => ({ workspaceId, userId: 'ann', agentId: 'code', rootRunId });
    const reached = { budgetId: 'budget', dimension: 'tokens', limit: 1, needed: 7.2 } as Reached;
    assert.equal(await noteWait(db, root, spender(root), reached), true);
    await noteWait(db, child, spender(root), { ...reached, needed: 30 });
    await noteWait(db, other, spender(other), reached);
    // Raised, or taken away, between the call that was refused and the note of it: nobody would tell.
    for (const change of [{ limit: 5 }, { budgetId: 'gone' }]) {
      assert.equal(await noteWait(db, child, spender(child), { ...reached, ...change }), false);
    }

    const all = await pageOfWaits(db, { workspaceId, userId: null }, 10);
    assert.deepEqual(
      all.map(({ runId, label, dimension, needed }) => [runId, label, dimension, Number(needed)]),
      [
        [other, 'of bob', 'tokens', 8],
        [root, 'of ann', 'tokens', 30],
      ],
    );
    const after = { workspaceId, userId: null, before: waitPlace(all[0]!) };
    assert.deepEqual(
      (await pageOfWaits(db, after, 10)).map(({ runId }) => runId),
      [root],
    );
    const ofBob = await pageOfWaits(db, { workspaceId, userId: 'bob' }, 10);
    assert.deepEqual(
      ofBob.map(({ runId }) => runId),
      [other],
    );
    assert.deepEqual(await pageOfWaits(db, { workspaceId: 'elsewhere', userId: null }, 10), []);
    assert.equal((await waitingFor(db, ['budget'])).get('budget'), 3);
    await db.updateTable('runs').set({ state: 'cancelled' }).where('id', '=', other).execute();
    assert.equal((await waitingFor(db, ['budget'])).get('budget'), 2);
    assert.equal((await pageOfWaits(db, { workspaceId, userId: null }, 10)).length, 1);
  },
);
