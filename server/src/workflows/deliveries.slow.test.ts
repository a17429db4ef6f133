import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inTransaction } from '../db/index.ts';
import { triggeredWorkflow } from '../testing/triggered.ts';
import { MAX_DELIVERY_TRIES, MAX_WAITING_DELIVERIES } from './deliveries.ts';
import { triggerIn } from './trigger-events.ts';

type Made = Awaited<ReturnType<typeof triggeredWorkflow>>;

const tell = ({ db, needs, what }: Made, id = 'e') => {
  const { workspaceId, userId } = what;
  const fields = { documentId: id, baseId: 'b', name: 'n', passages: 1 };
  const event = { type: 'document.ingested', id, workspaceId, userId, fields } as const;
  return inTransaction(db, (tx) => triggerIn(tx, needs, event));
};

const receipts = async ({ db }: Made) =>
  (await db.selectFrom('trigger_receipts').select(['outcome', 'code']).orderBy('id').execute()).map(
    ({ outcome, code }) => (code === null ? outcome : `${outcome} ${code}`),
  );

const runsOf = ({ db }: Made, procedure: string) =>
  db.selectFrom('runs').select(['id', 'state']).where('procedure_name', '=', procedure).execute();

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await holds())) {
    if (Date.now() > deadline) assert.fail(`waited for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Waits until the delivery sleeps before its n-th try, then lets the time of that pause go by. */
async function passPause(made: Made, tried: number): Promise<void> {
  await until(`pause ${tried}`, async () => {
    const begun = await made.db
      .selectFrom('run_events')
      .select('run_id')
      .where('step', '=', `pause-${tried}`)
      .executeTakeFirst();
    const [run] = await runsOf(made, 'workflows.deliver');
    return begun !== undefined && run?.state === 'waiting';
  });
  made.runtime.advance(5 * 60_000);
}

test('an event that finds no room waits for it, over a restart, and then starts its run once', async () => {
  await using made = await triggeredWorkflow(1);
  const { needs, fill, restart } = made;
  const place = await fill();
  await tell(made);
  await tell(made);
  assert.deepEqual(await receipts(made), ['postponed queue_full', 'postponed queue_full']);
  assert.equal((await runsOf(made, 'workflows.deliver')).length, 1, 'an event that is told twice waits once');
  needs.orchestrator.work();
  await passPause(made, 1);
  await passPause(made, 2);
  await needs.orchestrator.stop({ graceMs: 1_000 });
  assert.deepEqual(await runsOf(made, 'workflows.run'), []);
  const next = restart();
  made.needs.orchestrator = next;
  next.work();
  await next.cancel(place, 'make room');
  await until('the run', async () => {
    made.runtime.advance(60_000);
    return (await runsOf(made, 'workflows.run'))[0]?.state === 'done';
  });
  await next.stop({ graceMs: 1_000 });
  assert.deepEqual((await receipts(made)).slice(2), ['started']);
  await tell(made);
  assert.equal((await runsOf(made, 'workflows.run')).length, 1);
});

test('an event that finds no room for hours is given up, and the history says so', {
  timeout: 120_000,
}, async () => {
  await using made = await triggeredWorkflow(1);
  const { needs, fill } = made;
  await fill();
  await tell(made);
  needs.orchestrator.work();
  for (let tried = 1; tried <= MAX_DELIVERY_TRIES; tried++) await passPause(made, tried);
  await until('the end', async () => (await runsOf(made, 'workflows.deliver'))[0]?.state === 'done');
  await needs.orchestrator.stop({ graceMs: 1_000 });
  assert.deepEqual(await receipts(made), ['postponed queue_full', 'refused delivery_given_up']);
  assert.deepEqual(await runsOf(made, 'workflows.run'), []);
  const { enabled } = await made.db
    .selectFrom('workflow_triggers')
    .select('enabled')
    .executeTakeFirstOrThrow();
  assert.equal(enabled, 1);
});

test('an event of a trigger that is switched off or removed meanwhile starts nothing', async () => {
  for (const change of ['off', 'gone'] as const) {
    await using made = await triggeredWorkflow(1);
    const { db, needs, fill } = made;
    const place = await fill();
    await tell(made);
    if (change === 'off') await db.updateTable('workflow_triggers').set({ enabled: 0 }).execute();
    else await db.deleteFrom('workflow_triggers').execute();
    await needs.orchestrator.cancel(place, 'make room');
    needs.orchestrator.work();
    await passPause(made, 1);
    await until('the end', async () => (await runsOf(made, 'workflows.deliver'))[0]?.state === 'done');
    await needs.orchestrator.stop({ graceMs: 1_000 });
    assert.deepEqual(await runsOf(made, 'workflows.run'), []);
    const told = ['postponed queue_full', 'refused trigger_disabled'];
    assert.deepEqual(await receipts(made), change === 'off' ? told : []);
  }
});

test('no more events of one trigger wait than the bound; what comes then is refused in its history', async () => {
  await using made = await triggeredWorkflow(0);
  const { db } = made;
  await tell(made, 'first');
  const [first] = await db.selectFrom('runs').selectAll().execute();
  const rows = Array.from({ length: MAX_WAITING_DELIVERIES - 1 }, (_, n) => {
    const { lane: _lane, ...row } = first as typeof first & { lane?: string };
    return { ...row!, id: `r${n}`, dedupe_key: `k${n}` };
  });
  for (let from = 0; from < rows.length; from += 200)
    await db
      .insertInto('runs')
      .values(rows.slice(from, from + 200))
      .execute();
  await tell(made, 'beyond');
  assert.deepEqual(await receipts(made), ['postponed queue_full', 'refused queue_full']);
});
