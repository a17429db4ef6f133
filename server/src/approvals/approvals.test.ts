import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createOrchestrator, createSqlStore } from '@agenticgen/orchestrator';
import type { ApprovalTask } from '@agenticgen/orchestrator/workflow';
import { waitFor } from '../../../tools/test-servers/index.ts';
import type { Principal } from '../access/index.ts';
import { type Database, type DatabaseHandle, migrate, openDatabase } from '../db/index.ts';
import { MIGRATIONS, onBothDatabases } from '../testing/databases.ts';
import { insertWorkspace, principalFor } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { hashPayload } from './ask.ts';
import { decide, type Vote } from './decide.ts';
import { approvalProcedure } from './procedure.ts';
import { findApproval, votesOf } from './queries.ts';

const QUESTION: ApprovalTask = {
  type: 'approval',
  question: 'Send it?',
  payload: { to: 'ann', amount: 5 },
  editable: false,
  approvers: {},
  votes: 1,
};

/** A workspace with a worker that asks, and people who may decide. */
async function setUp({ db, dialect }: DatabaseHandle, workspace?: string) {
  const runtime = testRuntime(Date.now());
  const workspaceId = workspace ?? (await insertWorkspace(db, runtime));
  const procedure = approvalProcedure();
  const store = createSqlStore({ db, dialect });
  const engine = createOrchestrator<Database>({
    store,
    procedures: [procedure as never],
    clock: runtime,
    pollMs: 10,
  });
  engine.work();
  const person = (id: string, role: Principal['role'] = 'admin') => principalFor(id, workspaceId, role);
  async function ask(task: Partial<ApprovalTask> = {}): Promise<string> {
    const asking = { userId: 'asker', workspaceId, origin: 'Test', rootId: null };
    const { runId } = await engine.start(db, procedure, { asking, task: { ...QUESTION, ...task } });
    engine.announce();
    await waitFor(async () => (await engine.run(runId))?.state === 'waiting');
    return runId;
  }
  const vote = (by: Principal, id: string, given: Partial<Vote> = {}) =>
    decide({ db, runtime, orchestrator: engine }, by, id, {
      vote: 'approve',
      payloadHash: hashPayload(QUESTION.payload),
      ...given,
    });
  const output = (id: string) =>
    waitFor(async () => ((await engine.run(id))?.state === 'done' ? (await engine.run(id))?.output : null));
  const stop = () => engine.stop({ graceMs: 1_000 });
  return { db, runtime, workspaceId, engine, person, ask, vote, output, stop };
}

const code = (expected: string) => ({ code: expected });

onBothDatabases('one vote of somebody who is asked decides, once, with what was asked', async (handle) => {
  const { db, person, ask, vote, output, stop } = await setUp(handle);
  const id = await ask();
  await vote(person('ann'), id, { comment: ' fine ' });
  assert.deepEqual(await output(id), {
    decision: 'approved',
    payload: QUESTION.payload,
    by: ['ann'],
    comment: 'fine',
  });
  await assert.rejects(vote(person('bob'), id), code('approval_decided'));
  assert.equal((await findApproval(db, id))?.state, 'approved');
  await stop();
});

onBothDatabases('two who decide at the same moment: one counts, the other is told', async (handle) => {
  const { person, ask, vote, output, stop } = await setUp(handle);
  const id = await ask();
  const both = await Promise.allSettled([
    vote(person('ann'), id),
    vote(person('bob'), id, { vote: 'reject' }),
  ]);
  assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  const decision = both[0]?.status === 'fulfilled' ? 'approved' : 'rejected';
  assert.equal(((await output(id)) as { decision: string }).decision, decision);
  await stop();
});

onBothDatabases(
  'two people have to approve the same payload, and who asked is not one of them',
  async (handle) => {
    const { db, person, ask, vote, output, stop } = await setUp(handle);
    const id = await ask({ votes: 2, editable: true });
    await assert.rejects(vote(person('asker'), id), code('approval_own'));
    await vote(person('ann'), id, { payload: { to: 'ann', amount: 4 } });
    await assert.rejects(vote(person('ann'), id), code('approval_voted'));
    await assert.rejects(vote(person('bob'), id), code('approval_changed'));
    const hash = (await findApproval(db, id))!.payload_hash;
    await vote(person('bob'), id, { payloadHash: hash });
    assert.deepEqual(await output(id), {
      decision: 'approved',
      payload: { to: 'ann', amount: 4 },
      by: ['ann', 'bob'],
      comment: null,
    });
    assert.equal((await votesOf(db, [id])).length, 2);
    await stop();
  },
);

onBothDatabases(
  'only those who are asked decide, and only what may be changed is changed',
  async (handle) => {
    const { person, ask, vote, stop } = await setUp(handle);
    const id = await ask({ approvers: { users: ['ann'], roles: ['moderator'] } });
    await assert.rejects(vote(person('bob'), id), code('approval_not_yours'));
    await assert.rejects(vote(person('ann', 'viewer'), id, { payload: {} }), code('approval_not_editable'));
    await assert.rejects(
      vote(person('mo', 'moderator'), id, { payloadHash: 'other' }),
      code('approval_changed'),
    );
    await vote(person('ann', 'viewer'), id, { vote: 'reject' });
    await stop();
  },
);

onBothDatabases('a question expires, and one that is cancelled is withdrawn', async (handle) => {
  const { db, runtime, engine, person, ask, vote, output, stop } = await setUp(handle);
  const old = await ask({ expiresMs: 60_000 });
  const open = await ask();
  runtime.advance(60_000);
  assert.deepEqual(await output(old), {
    decision: 'expired',
    payload: QUESTION.payload,
    by: [],
    comment: null,
  });
  await assert.rejects(vote(person('ann'), old), code('approval_decided'));
  await engine.cancel(open, 'enough');
  await waitFor(async () => (await engine.run(open))?.state === 'cancelled');
  await stop();
  assert.equal((await findApproval(db, old))?.state, 'expired');
});

onBothDatabases('a question that nobody answers goes to more people', async (handle) => {
  const { db, runtime, person, ask, vote, output, stop } = await setUp(handle);
  const id = await ask({
    approvers: { users: ['ann'] },
    escalate: { afterMs: 30_000, roles: ['editor'] },
    expiresMs: 90_000,
  });
  await assert.rejects(vote(person('ed', 'editor'), id), code('approval_not_yours'));
  runtime.advance(30_000);
  await waitFor(async () => (await findApproval(db, id))?.escalated_at);
  await vote(person('ed', 'editor'), id);
  assert.equal(((await output(id)) as { decision: string }).decision, 'approved');
  await stop();
});

test('an approval that was asked for before a restart is decided after it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'agenticgen-approvals-'));
  const open = async () => {
    const handle = await openDatabase(`sqlite:${join(folder, 'data.db')}`);
    await migrate(handle, MIGRATIONS, () => 1);
    return handle;
  };
  const before = await open();
  const first = await setUp(before);
  const id = await first.ask();
  await first.stop();
  await before.close();
  const after = await open();
  const second = await setUp(after, first.workspaceId);
  await second.vote(second.person('ann'), id);
  assert.equal(((await second.output(id)) as { decision: string }).decision, 'approved');
  await second.stop();
  await after.close();
  rmSync(folder, { recursive: true });
});

test('the hash is of the exact payload, however its keys are ordered', () => {
  assert.equal(hashPayload({ a: 1, b: [{ c: 2, d: 3 }] }), hashPayload({ b: [{ d: 3, c: 2 }], a: 1 }));
  assert.notEqual(hashPayload({ a: 1 }), hashPayload({ a: '1' }));
});
