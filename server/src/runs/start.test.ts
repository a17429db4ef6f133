import assert from 'node:assert/strict';
import { createOrchestrator, createSqlStore, procedure } from '@agenticgen/orchestrator';
import { z } from 'zod';
import type { Database, DatabaseHandle } from '../db/index.ts';
import { inTransaction } from '../db/index.ts';
import { isProblem } from '../problem/index.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { findOwner, pageOfOwners, type RunFilter, setRunShared } from './queries.ts';
import { forkRun, type RunBy, type StartOptions, startRun } from './start.ts';

const double = procedure({
  name: 'double',
  input: z.object({ value: z.number() }),
  run: async (_ctx: unknown, { value }: { value: number }) => value * 2,
});
const other = procedure({ name: 'other', input: z.object({}), run: async () => null });

async function setUp({ db, dialect }: DatabaseHandle, admission = {}) {
  const runtime = testRuntime();
  const orchestrator = createOrchestrator<Database>({
    store: createSqlStore({ db, dialect }),
    procedures: [double, other],
    clock: runtime,
    id: runtime.newId,
    admission,
  });
  const workspaceId = await insertWorkspace(db, runtime);
  const by = (userId: string, shared?: RunBy['shared']): RunBy => ({ userId, workspaceId, shared });
  const begin = (who: RunBy, options?: StartOptions) =>
    inTransaction(db, (tx) => startRun(tx, orchestrator, who, double, { value: 21 }, options));
  return { runtime, orchestrator, workspaceId, by, begin };
}

async function idsOf(db: Database, filter: RunFilter, limit: number): Promise<string[]> {
  return (await pageOfOwners(db, filter, limit)).map((owner) => owner.run_id);
}

const NONE = { state: undefined, procedure: undefined, before: undefined };

onBothDatabases('startRun() writes the run and its owner together', async (handle) => {
  const { begin, by, workspaceId, orchestrator } = await setUp(handle);
  const { runId } = await begin(by('ann'), { label: 'Twice' });
  const run = await orchestrator.run(runId);
  assert.deepEqual([run?.procedure, run?.label, run?.state], ['double', 'Twice', 'queued']);
  assert.deepEqual(
    { ...(await findOwner(handle.db, runId)) },
    { run_id: runId, workspace_id: workspaceId, created_by: 'ann', shared: 'private' },
  );
});

onBothDatabases('a transaction that is taken back leaves neither run nor owner', async (handle) => {
  const { by, orchestrator } = await setUp(handle);
  let runId = '';
  const failing = inTransaction(handle.db, async (tx) => {
    ({ runId } = await startRun(tx, orchestrator, by('ann'), double, { value: 1 }));
    throw new RangeError('stop');
  });
  await assert.rejects(failing, RangeError);
  assert.equal(await orchestrator.run(runId), null);
  assert.equal(await findOwner(handle.db, runId), undefined);
});

onBothDatabases(
  'a second start with the same key answers the first run, and keeps its owner',
  async (handle) => {
    const { begin, by } = await setUp(handle);
    const first = await begin(by('ann'), { key: 'once' });
    const second = await begin(by('bob'), { key: 'once' });
    assert.equal(second.runId, first.runId);
    assert.equal((await findOwner(handle.db, first.runId))?.created_by, 'ann');
  },
);

onBothDatabases('input that does not fit the procedure starts nothing', async (handle) => {
  const { by, orchestrator } = await setUp(handle);
  const wrong = inTransaction(handle.db, (tx) =>
    startRun(tx, orchestrator, by('ann'), double, { value: 'x' as unknown as number }),
  );
  await assert.rejects(wrong, { code: 'input_invalid' });
  assert.deepEqual(await handle.db.selectFrom('run_owners').selectAll().execute(), []);
});

onBothDatabases('pageOfOwners() shows a user their own runs and those that are shared', async (handle) => {
  const { begin, by, workspaceId } = await setUp(handle);
  const elsewhere = await insertWorkspace(handle.db, testRuntime());
  const { runId: mine } = await begin(by('ann'));
  const { runId: secret } = await begin(by('bob'));
  const { runId: shared } = await begin(by('bob', 'workspace'));
  await begin({ ...by('ann'), workspaceId: elsewhere });
  const seenBy = (userId: string | null) => idsOf(handle.db, { ...NONE, workspaceId, userId }, 10);
  assert.deepEqual(await seenBy('ann'), [shared, mine]);
  assert.deepEqual(await seenBy(null), [shared, secret, mine]);
  await setRunShared(handle.db, [secret], 'workspace');
  await setRunShared(handle.db, [], 'private');
  assert.deepEqual(await seenBy('ann'), [shared, secret, mine]);
});

onBothDatabases('pageOfOwners() filters by state and procedure, and goes on below a run', async (handle) => {
  const { begin, by, workspaceId, orchestrator } = await setUp(handle);
  const ids: string[] = [];
  for (let count = 0; count < 5; count++) ids.unshift((await begin(by('ann'))).runId);
  const odd = await inTransaction(handle.db, (tx) => startRun(tx, orchestrator, by('ann'), other, {}));
  await orchestrator.cancel(ids[0]!, 'enough');
  const find = (more: object, limit = 10) =>
    idsOf(handle.db, { ...NONE, workspaceId, userId: 'ann', ...more }, limit);
  assert.deepEqual(await find({ procedure: 'other' }), [odd.runId]);
  assert.deepEqual(await find({ state: 'cancelled' }), [ids[0]]);
  assert.deepEqual(await find({ procedure: 'double', before: ids[1] }, 2), [ids[2], ids[3]]);
});

onBothDatabases(
  'startRun() past the depth of the queue starts nothing and says when to come back',
  async (handle) => {
    const perWorkspace = await setUp(handle, { maxQueuedPerScope: 1 });
    const member = perWorkspace.by('full');
    const { runId: first } = await perWorkspace.begin(member, { key: 'once' });
    await assert.rejects(perWorkspace.begin(member), (error: unknown) => {
      assert.ok(isProblem(error, 'workspace_queue_full'));
      assert.deepEqual([error.status, error.details], [429, { queued: 1, expectedAt: null }]);
      assert.ok((error.retryAfterSeconds ?? 0) >= 1);
      return true;
    });
    assert.equal((await perWorkspace.begin(member, { key: 'once' })).runId, first, 'it is there already');
    const fork = inTransaction(handle.db, (tx) => forkRun(tx, perWorkspace.orchestrator, member, first, {}));
    await assert.rejects(fork, (error: unknown) => isProblem(error, 'workspace_queue_full'));
    const { begin, by } = await setUp(handle, { maxQueued: 1 });
    await assert.rejects(
      begin(by('full')),
      (error: unknown) => isProblem(error, 'queue_full') && error.status === 503,
    );
    const filter = { workspaceId: perWorkspace.workspaceId, userId: 'full', ...NONE };
    assert.equal((await idsOf(handle.db, filter, 10)).length, 1);
  },
);
