import assert from 'node:assert/strict';
import type { Database, DatabaseHandle } from '../db/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { type Amounts, NOTHING } from './amounts.ts';
import { createBudgets, OUTSIDE_RUNS } from './budgets.ts';
import type { Spender } from './queries.ts';

type Limits = Partial<
  Pick<
    Awaited<ReturnType<typeof rowsOf>>[number],
    'tokens_limit' | 'cost_limit' | 'steps_limit' | 'seconds_limit'
  >
>;

const rowsOf = (db: Database) => db.selectFrom('budgets').selectAll().orderBy('id').execute();
const want = (more: Partial<Amounts>) => async () => ({ ...NOTHING, ...more });
const key = (step: string, attempt = 1) => ({ runId: 'run', step, attempt });

async function setUp({ db }: DatabaseHandle) {
  const runtime = testRuntime();
  const workspaceId = await insertWorkspace(db, runtime);
  const spender: Spender = { workspaceId, userId: 'ann', agentId: 'code', rootRunId: 'root' };
  const budgets = createBudgets({ db, runtime });
  async function limit(kind: string, subject: string, limits: Limits, period = 'total'): Promise<string> {
    const id = runtime.newId();
    const none = { tokens_limit: null, cost_limit: null, steps_limit: null, seconds_limit: null };
    const used = { tokens_used: 0, cost_used: 0, steps_used: 0, ms_used: 0 };
    const row = { id, workspace_id: workspaceId, kind, subject_id: subject, period, period_start: 0 };
    await db
      .insertInto('budgets')
      .values({ ...row, ...none, ...limits, ...used, created_by: 'ann', updated_at: 0 })
      .execute();
    return id;
  }
  const holds = async () => (await db.selectFrom('budget_holds').selectAll().execute()).length;
  return { db, runtime, budgets, spender, limit, holds };
}

onBothDatabases('without a budget nothing is held and nothing is asked for', async (handle) => {
  const { budgets, spender, holds } = await setUp(handle);
  const asked = async () => assert.fail('no estimate is needed');
  assert.equal((await budgets.reserve(key('a'), spender, asked)).kind, 'held');
  assert.equal(await holds(), 0);
});

onBothDatabases('what is held counts until it is settled with what was really used', async (handle) => {
  const { db, budgets, spender, limit, holds } = await setUp(handle);
  await limit('workspace', spender.workspaceId, { tokens_limit: 100 });
  const first = await budgets.reserve(key('a'), spender, want({ tokens: 60 }));
  const second = await budgets.reserve(key('b'), spender, want({ tokens: 60 }));
  assert.deepEqual(
    second.kind === 'reached' && [second.reached.dimension, second.reached.limit, second.reached.used],
    ['tokens', 100, 60],
  );
  assert.ok(first.kind === 'held');
  await first.settle({ tokens: 20, costMicros: 3, steps: 1, seconds: 0.5 });
  assert.equal(await holds(), 0);
  const [row] = await rowsOf(db);
  assert.deepEqual([row?.tokens_used, row?.cost_used, row?.steps_used, row?.ms_used], [20, 3, 1, 500]);
  assert.equal((await budgets.reserve(key('b'), spender, want({ tokens: 60 }))).kind, 'held');
});

onBothDatabases('all budgets of a spender count, and one that is full holds none of them', async (handle) => {
  const { budgets, spender, limit, holds } = await setUp(handle);
  await limit('workspace', spender.workspaceId, { tokens_limit: 1_000 });
  await limit('user', 'ann', { steps_limit: 5 });
  await limit('agent', 'code', { cost_limit: 10 });
  await limit('run', 'root', { tokens_limit: 50 });
  await limit('user', 'bob', { tokens_limit: 1 });
  const full = await budgets.reserve(key('a'), spender, want({ tokens: 60 }));
  assert.deepEqual(full.kind === 'reached' && [full.reached.kind, full.reached.raisers], [
    'run',
    ['owner', 'super_admin', 'admin'],
  ]);
  assert.equal(await holds(), 0);
  assert.equal((await budgets.reserve(key('a'), spender, want({ tokens: 50, steps: 1 }))).kind, 'held');
  assert.equal(await holds(), 4);
});

onBothDatabases(
  'a failed call gives back what it held; one whose process died is booked as it was held',
  async (handle) => {
    const { db, budgets, spender, limit, holds } = await setUp(handle);
    await limit('user', 'ann', { tokens_limit: 100 });
    const failed = await budgets.reserve(key('a'), spender, want({ tokens: 60 }));
    assert.ok(failed.kind === 'held');
    await failed.release();
    await budgets.reserve(key('b'), spender, want({ tokens: 60 }));
    const again = await budgets.reserve(key('b', 2), spender, want({ tokens: 40 }));
    assert.equal(again.kind, 'held');
    assert.equal((await rowsOf(db))[0]?.tokens_used, 60);
    assert.equal(await holds(), 1);
    assert.ok(again.kind === 'held');
    await again.settle({ ...NOTHING, tokens: 10 });
    await again.settle({ ...NOTHING, tokens: 10 });
    assert.equal((await rowsOf(db))[0]?.tokens_used, 70, 'settled once');
  },
);

onBothDatabases('what a call outside of runs held is booked once it can only have died', async (handle) => {
  const { db, runtime, budgets, spender, limit, holds } = await setUp(handle);
  await limit('user', 'ann', { tokens_limit: 100 });
  const outside = (step: string) => ({ runId: OUTSIDE_RUNS, step, attempt: 1 });
  await budgets.reserve(outside('lost'), spender, want({ tokens: 30 }));
  await budgets.reserve(key('a step'), spender, want({ tokens: 10 }));
  runtime.advance(60_000);
  await budgets.reserve(outside('new'), spender, want({ tokens: 5 }));
  assert.deepEqual([(await rowsOf(db))[0]?.tokens_used, await holds()], [0, 3], 'it may still be under way');
  runtime.advance(600_001);
  const next = await budgets.reserve(outside('newer'), spender, want({ tokens: 20 }));
  assert.ok(next.kind === 'held');
  assert.equal((await rowsOf(db))[0]?.tokens_used, 35);
  assert.equal(await holds(), 2, 'that of a step is left to its next try');
  await next.settle({ ...NOTHING, tokens: 1 });
  assert.equal((await rowsOf(db))[0]?.tokens_used, 36);
});

onBothDatabases('a new day begins with nothing used', async (handle) => {
  const { db, runtime, budgets, spender, limit } = await setUp(handle);
  await limit('user', 'ann', { tokens_limit: 100 }, 'day');
  const first = await budgets.reserve(key('a'), spender, want({ tokens: 90 }));
  assert.ok(first.kind === 'held');
  await first.settle({ ...NOTHING, tokens: 90 });
  assert.equal((await budgets.reserve(key('b'), spender, want({ tokens: 90 }))).kind, 'reached');
  runtime.advance(24 * 3_600_000);
  const next = await budgets.reserve(key('c'), spender, want({ tokens: 90 }));
  assert.ok(next.kind === 'held');
  await next.settle({ ...NOTHING, tokens: 30 });
  assert.equal((await rowsOf(db))[0]?.tokens_used, 30);
});

onBothDatabases('many calls at once never hold more than the limit', async (handle) => {
  const { budgets, spender, limit } = await setUp(handle);
  await limit('workspace', spender.workspaceId, { tokens_limit: 100 });
  const asked = Array.from({ length: 20 }, (_, index) =>
    budgets.reserve(key(`s${index}`), spender, want({ tokens: 10 })),
  );
  const kinds = (await Promise.all(asked)).map(({ kind }) => kind);
  assert.equal(kinds.filter((kind) => kind === 'held').length, 10);
});

onBothDatabases(
  'many short calls add up to the milliseconds that they took, not to a second each',
  async (handle) => {
    const { db, budgets, spender, limit } = await setUp(handle);
    await limit('user', 'ann', { seconds_limit: 2 });
    for (let call = 0; call < 6; call++) {
      const held = await budgets.reserve(key(`s${call}`), spender, want({ steps: 1 }));
      assert.ok(held.kind === 'held', `call ${call}`);
      await held.settle({ ...NOTHING, seconds: 0.333 });
    }
    assert.equal((await rowsOf(db))[0]?.ms_used, 6 * 333);
    const last = await budgets.reserve(key('last'), spender, want({ steps: 1 }));
    assert.ok(last.kind === 'held');
    await last.settle({ ...NOTHING, seconds: 0.01 });
    const over = await budgets.reserve(key('over'), spender, want({ steps: 1 }));
    assert.deepEqual(over.kind === 'reached' && [over.reached.dimension, over.reached.used], ['seconds', 2]);
  },
);
