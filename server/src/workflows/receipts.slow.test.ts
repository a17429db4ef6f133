import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Database } from '../db/index.ts';
import { newMember, type TestApp, testApp } from '../testing/app.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { insertWorkspace } from '../testing/people.ts';
import { testRuntime } from '../testing/runtime.ts';
import { newWorkflow } from '../testing/workflow-run.ts';
import { workflowErrors } from './errors.ts';
import { addReceipt, createRefusals, MAX_RECEIPTS_PER_TRIGGER, pageOfReceipts } from './receipts.ts';
import { forgetWorkflowRuns } from './retention.ts';
import { signatureOf } from './signature.ts';
import type { NewTrigger, ReceiptView, TriggerView } from './triggers-contract.ts';

const ECHO = [{ id: 'a', type: 'value', value: '{{input}}' }];
const NEEDED = { input: { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] } };

async function send(product: TestApp, { id, secret }: NewTrigger, text: string, seconds: number) {
  const headers = {
    'x-agenticgen-signature': `t=${seconds},v1=${signatureOf(secret ?? '', seconds, text)}`,
  };
  const request = new Request(`http://test/api/v1/hooks/${id}`, { method: 'POST', body: text, headers });
  return (await product.app.fetch(request)).status;
}

test('what came to a trigger is told with what became of it, runs only to who may see them', async () => {
  await using product = await testApp();
  const { owner } = product;
  const editor = await newMember(product, 'editor');
  const viewer = await newMember(product, 'viewer');
  const workflowId = await newWorkflow(owner, ECHO, NEEDED);
  const triggers = `/api/v1/workflows/${workflowId}/triggers`;
  const { body: trigger } = await editor.call<NewTrigger>('POST', triggers, { kind: 'webhook' });
  const path = `${triggers}/${trigger.id}/receipts`;
  const now = Math.floor(Date.now() / 1_000);
  const statuses = [
    await send(product, trigger, '{"title":"Tea"}', now),
    await send(product, trigger, '{"title":"Tea"}', now),
    await send(product, trigger, '{}', now),
    await send(product, trigger, '{"title":"Old"}', now - 400),
    await send(product, { ...trigger, secret: 'whs_wrong' }, '{"title":"Tea"}', now),
  ];
  assert.deepEqual(statuses, [202, 202, 400, 401, 401]);
  const { body } = await editor.call<{ items: ReceiptView[] }>('GET', path);
  assert.deepEqual(
    body.items.map(({ outcome, code }) => [outcome, code]),
    [
      ['refused', 'signature_invalid'],
      ['refused', 'workflow_input_invalid'],
      ['repeated', null],
      ['started', null],
    ],
  );
  const [, , repeated, started] = body.items;
  assert.ok(started?.runId && started.runId === repeated?.runId);
  const seen = await viewer.call<{ items: ReceiptView[] }>('GET', path);
  assert.deepEqual(
    seen.body.items.map(({ runId }) => runId),
    [null, null, null, null],
  );
  const first = await editor.call<{ items: ReceiptView[]; next: string }>('GET', `${path}?limit=3`);
  const rest = await editor.call<{ items: ReceiptView[] }>(
    'GET',
    `${path}?limit=3&cursor=${first.body.next}`,
  );
  assert.deepEqual(rest.body.items, [started]);
  const other = await newWorkflow(owner, ECHO);
  const elsewhere = await editor.call('GET', `/api/v1/workflows/${other}/triggers/${trigger.id}/receipts`);
  assert.equal(elsewhere.body.code, 'trigger_unknown');
});

test('an event that the workflow can not take is a refusal of its trigger', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, ECHO, NEEDED);
  const triggers = `/api/v1/workflows/${workflowId}/triggers`;
  const { body: trigger } = await owner.call<NewTrigger>('POST', triggers, { kind: 'document.ingested' });
  const base = await owner.call<{ id: string }>('POST', '/api/v1/knowledge/bases', { name: 'Tea' });
  await owner.upload(`/api/v1/knowledge/bases/${base.body.id}/documents`, 'tea.md', '# Tea\n\nGreen tea.');
  const deadline = Date.now() + 30_000;
  let items: ReceiptView[] = [];
  while (items.length === 0 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    items = (await owner.call<{ items: ReceiptView[] }>('GET', `${triggers}/${trigger.id}/receipts`)).body
      .items;
  }
  assert.deepEqual([items[0]?.outcome, items[0]?.code], ['refused', 'workflow_input_invalid']);
  const { body } = await owner.call<{ items: TriggerView[] }>('GET', '/api/v1/triggers');
  assert.deepEqual(
    body.items.map(({ id, enabled }) => [id, enabled]),
    [[trigger.id, false]],
  );
});

async function insertTrigger(db: Database, workspaceId: string): Promise<void> {
  const who = { workspace_id: workspaceId, created_by: 'u', created_at: 1 };
  const names = { id: 'w', name: 'W', description: '', version: 1, updated_at: 1, deleted_at: null };
  await db
    .insertInto('workflows')
    .values({ ...who, ...names })
    .execute();
  const trigger = { id: 't', workflow_id: 'w', kind: 'webhook', secret: null, mapping: null, enabled: 1 };
  const last = { disabled_reason: null, last_run_id: null, last_at: null };
  await db
    .insertInto('workflow_triggers')
    .values({ ...who, ...trigger, ...last })
    .execute();
}

onBothDatabases('the last receipts of a trigger are kept, and go with it', async ({ db }) => {
  const runtime = testRuntime();
  await insertTrigger(db, await insertWorkspace(db, runtime));
  for (let n = 0; n < MAX_RECEIPTS_PER_TRIGGER + 3; n++)
    await addReceipt(db, runtime, { triggerId: 't', outcome: 'started', runId: `r${n}` });
  const kept = await pageOfReceipts(db, 't', undefined, 1_000);
  assert.equal(kept.length, MAX_RECEIPTS_PER_TRIGGER);
  assert.deepEqual([kept[0]?.run_id, kept.at(-1)?.run_id], [`r${MAX_RECEIPTS_PER_TRIGGER + 2}`, 'r3']);
  await forgetWorkflowRuns(db, ['r3']);
  assert.equal((await pageOfReceipts(db, 't', undefined, 1_000)).at(-1)?.run_id, null);
  await db.deleteFrom('workflow_triggers').where('id', '=', 't').execute();
  assert.deepEqual(await db.selectFrom('trigger_receipts').selectAll().execute(), []);
});

onBothDatabases('refusals for one reason are noted at most once in ten seconds', async ({ db }) => {
  const runtime = testRuntime();
  await insertTrigger(db, await insertWorkspace(db, runtime));
  const refusals = createRefusals(db, runtime);
  const wrong = workflowErrors.signature_invalid();
  for (let n = 0; n < 5; n++) await refusals.note('t', wrong);
  await refusals.note('t', workflowErrors.too_many_hooks());
  runtime.advance(9_999);
  await refusals.note('t', wrong);
  assert.equal((await pageOfReceipts(db, 't', undefined, 10)).length, 2);
  runtime.advance(1);
  await refusals.note('t', wrong);
  const codes = (await pageOfReceipts(db, 't', undefined, 10)).map(({ code }) => code);
  assert.deepEqual(codes, ['signature_invalid', 'too_many_hooks', 'signature_invalid']);
});
