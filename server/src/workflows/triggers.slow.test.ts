import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Me } from '../access/contract.ts';
import { createKeyring } from '../data-protection/index.ts';
import { type Client, newMember, type TestApp, testApp } from '../testing/app.ts';
import { onBothDatabases } from '../testing/databases.ts';
import { newWorkflow, runAs } from '../testing/workflow-run.ts';
import type { WorkflowRunView } from './contract.ts';
import { MAX_HOOKS_PER_MINUTE, MAX_WRONG_SIGNATURES_PER_MINUTE } from './hook-bounds.ts';
import { signatureOf, verifySignature } from './signature.ts';
import type { NewTrigger, TriggerView } from './triggers-contract.ts';

const ECHO = [{ id: 'a', type: 'value', value: '{{input}}' }];
const declare = (...names: string[]) => ({
  input: { type: 'object', properties: Object.fromEntries(names.map((name) => [name, {}])) },
});

async function newTrigger(client: Client, workflowId: string, body: object): Promise<NewTrigger> {
  const path = `/api/v1/workflows/${workflowId}/triggers`;
  const made = await client.call<NewTrigger>('POST', path, body);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body;
}

interface Hook {
  secret?: string | null;
  seconds?: number;
  delivery?: string;
  signature?: string;
  address?: string;
}

/** What the server adds to a request that came through a socket. */
const from = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } });

async function send(
  product: TestApp,
  trigger: Pick<NewTrigger, 'id' | 'secret'>,
  text: string,
  hook: Hook = {},
) {
  const seconds = hook.seconds ?? Math.floor(Date.now() / 1_000);
  const v1 = hook.signature ?? signatureOf(hook.secret ?? trigger.secret ?? '', seconds, text);
  const headers: Record<string, string> = {
    'x-agenticgen-signature': `t=${seconds},v1=${v1}`,
    'x-github-event': 'push',
    ...(hook.delivery ? { 'x-agenticgen-delivery': hook.delivery } : {}),
  };
  const request = new Request(`http://test/api/v1/hooks/${trigger.id}`, {
    method: 'POST',
    body: text,
    headers,
  });
  const fetch = product.app.fetch as (request: Request, env?: object) => Promise<Response>;
  const response = await fetch(request, from(hook.address ?? '192.0.2.1'));
  const body = (await response.json()) as { runId: string; code?: string };
  const retryAfter = Number(response.headers.get('retry-after'));
  return { status: response.status, retryAfter, ...body };
}

const listed = async (client: Client, workflowId: string) =>
  (await client.call<{ items: TriggerView[] }>('GET', `/api/v1/workflows/${workflowId}/triggers`)).body.items;

const runsOf = async (client: Client) =>
  (await client.call<{ items: WorkflowRunView[] }>('GET', '/api/v1/workflow-runs')).body.items;

test('a signed webhook starts its workflow with what it says', async () => {
  await using product = await testApp();
  const { owner } = product;
  const plain = await newWorkflow(owner, ECHO, declare('title', 'headers'));
  const trigger = await newTrigger(owner, plain, { kind: 'webhook' });
  const { runId, status } = await send(product, trigger, '{"title":"Tea","more":1}');
  assert.equal(status, 202);
  const run = await runAs(owner, runId);
  assert.deepEqual([run.state, run.origin, run.originId], ['done', 'webhook', trigger.id]);
  const { title, headers } = run.output as { title: string; headers: Record<string, string> };
  assert.deepEqual([title, headers['x-github-event']], ['Tea', 'push']);
  const mapped = await newTrigger(owner, plain, {
    kind: 'webhook',
    mapping: { title: 'New: {{input.body.issue.title}}' },
  });
  const second = await send(product, mapped, '{"issue":{"title":"Cup"}}');
  assert.deepEqual((await runAs(owner, second.runId)).output, { title: 'New: Cup' });
  assert.equal((await send(product, mapped, '{}')).code, 'workflow_input_invalid');
  const [shown] = await listed(owner, plain);
  assert.ok(!JSON.stringify(shown).includes(trigger.secret!) && !('secret' in shown!));
});

test('a wrong, old or missing signature is refused, and tells nothing of the trigger', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, ECHO);
  const trigger = await newTrigger(owner, workflowId, { kind: 'webhook' });
  const now = Math.floor(Date.now() / 1_000);
  const refusal = async (hook: Hook, of: Pick<NewTrigger, 'id' | 'secret'> = trigger) => {
    const { status, code } = await send(product, of, '{}', hook);
    return [status, code];
  };
  const expected = [401, 'signature_invalid'];
  assert.deepEqual(await refusal({ secret: 'whs_wrong' }), expected);
  assert.deepEqual(await refusal({ seconds: now - 301 }), expected);
  assert.deepEqual(await refusal({ seconds: now + 400 }), expected);
  assert.deepEqual(await refusal({ signature: 'x' }), expected);
  assert.deepEqual(await refusal({ signature: signatureOf(trigger.secret!, now, '{"other":1}') }), expected);
  assert.deepEqual(await refusal({}, { id: 'nobody', secret: trigger.secret }), expected);
  assert.deepEqual(await refusal({ secret: 'nobody' }, { id: 'nobody', secret: null }), expected);
  const bare = new Request(`http://test/api/v1/hooks/${trigger.id}`, { method: 'POST', body: '{}' });
  assert.equal((await product.app.fetch(bare)).status, 401);
  assert.deepEqual(await runsOf(owner), []);
});

test('one signature and one delivery start one run, also when they come at once', async () => {
  await using product = await testApp();
  const { owner } = product;
  const trigger = await newTrigger(owner, await newWorkflow(owner, ECHO), { kind: 'webhook' });
  const seconds = Math.floor(Date.now() / 1_000);
  const same = await Promise.all(Array.from({ length: 5 }, () => send(product, trigger, '{}', { seconds })));
  assert.equal(new Set(same.map(({ runId }) => runId)).size, 1);
  const renamed = await send(product, trigger, '{}', { seconds, delivery: 'another-name' });
  assert.equal(renamed.runId, same[0]?.runId, 'a new name does not make a new request of an old signature');
  const first = await send(product, trigger, '{"n":1}', { seconds, delivery: 'd1' });
  const again = await send(product, trigger, '{"n":1}', { seconds: seconds - 1, delivery: 'd1' });
  assert.equal(again.runId, first.runId);
  assert.equal((await runsOf(owner)).length, 2);
});

test('more webhooks than the bound in a minute are refused with a retry-after', async () => {
  await using product = await testApp();
  const { owner } = product;
  const trigger = await newTrigger(owner, await newWorkflow(owner, ECHO), { kind: 'webhook' });
  const seconds = Math.floor(Date.now() / 1_000);
  const codes: (number | string)[] = [];
  for (let n = 0; n <= MAX_HOOKS_PER_MINUTE; n++) {
    const { status, code } = await send(product, trigger, '{}', { seconds });
    codes.push(code ?? status);
  }
  assert.deepEqual([...new Set(codes)], [202, 'too_many_hooks']);
  assert.equal(codes.indexOf('too_many_hooks'), MAX_HOOKS_PER_MINUTE);
});

test('wrong signatures are bounded for each trigger and address; others come through', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, ECHO);
  const trigger = await newTrigger(owner, workflowId, { kind: 'webhook' });
  const other = await newTrigger(owner, workflowId, { kind: 'webhook' });
  const codes: unknown[] = [];
  for (let n = 0; n < MAX_WRONG_SIGNATURES_PER_MINUTE; n++)
    codes.push((await send(product, trigger, '{}', { signature: 'x' })).code);
  assert.deepEqual([...new Set(codes)], ['signature_invalid']);
  const { status, code, retryAfter } = await send(product, trigger, '{}', { signature: 'x' });
  assert.deepEqual([status, code], [429, 'too_many_hooks']);
  assert.ok(retryAfter > 0 && retryAfter <= 60);
  assert.equal((await send(product, trigger, '{}')).code, 'too_many_hooks', 'guessing on does not help');
  assert.equal((await send(product, trigger, '{}', { address: '192.0.2.2' })).status, 202);
  assert.equal((await send(product, other, '{}')).status, 202);
  const unknown = { id: 'nobody', secret: 'x' };
  for (let n = 0; n < MAX_WRONG_SIGNATURES_PER_MINUTE; n++) await send(product, unknown, '{}');
  assert.equal(
    (await send(product, unknown, '{}')).code,
    'too_many_hooks',
    'an unknown trigger looks the same',
  );
});

test('a trigger is switched off and on again, also one that switched itself off; on only by who made it', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, ECHO, declare('n'));
  const editor = await newMember(product, 'editor');
  const trigger = await newTrigger(editor, workflowId, { kind: 'webhook' });
  const path = `/api/v1/workflows/${workflowId}/triggers/${trigger.id}/enablement`;
  const set = async (method: string, by: Client) => {
    const { status, body } = await by.call<TriggerView>(method, path);
    return [status, body.enabled, body.disabledReason];
  };
  assert.deepEqual(await set('DELETE', owner), [200, false, null]);
  assert.equal((await send(product, trigger, '{"n":1}')).code, 'trigger_disabled');
  assert.equal((await set('PUT', owner))[0], 403, 'its runs are not in the name of the owner');
  const viewer = await newMember(product, 'viewer');
  assert.equal((await set('PUT', viewer))[0], 403);
  assert.equal((await set('DELETE', await newMember(product, 'editor')))[0], 403);
  assert.deepEqual(await set('PUT', editor), [200, true, null]);
  assert.deepEqual(await set('PUT', editor), [200, true, null]);
  assert.equal((await send(product, trigger, '{"n":2}')).status, 202);
  const { body: me } = await editor.call<Me>('GET', '/api/v1/me');
  const role = (name: string) => owner.call('PATCH', `/api/v1/members/${me.user.id}`, { role: name });
  await role('viewer');
  assert.equal((await send(product, trigger, '{"n":3}')).code, 'trigger_disabled');
  assert.match((await listed(owner, workflowId))[0]!.disabledReason ?? '', /^Cannot /);
  await role('editor');
  assert.deepEqual(await set('PUT', editor), [200, true, null]);
  assert.equal((await send(product, trigger, '{"n":4}')).status, 202);
  const gone = `/api/v1/workflows/${workflowId}/triggers/none/enablement`;
  assert.equal((await owner.call('PUT', gone)).body.code, 'trigger_unknown');
});

test('a trigger of somebody who may no longer is refused and switched off', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, ECHO);
  const editor = await newMember(product, 'editor');
  const { body: me } = await editor.call<Me>('GET', '/api/v1/me');
  const trigger = await newTrigger(editor, workflowId, { kind: 'webhook' });
  assert.equal((await owner.call('DELETE', `/api/v1/members/${me.user.id}`)).status, 204);
  assert.equal((await send(product, trigger, '{}')).code, 'trigger_disabled');
  const [shown] = await listed(owner, workflowId);
  assert.equal(shown?.enabled, false);
  assert.match(shown?.disabledReason ?? '', /^Cannot /);
  const path = `/api/v1/workflows/${workflowId}/triggers/${trigger.id}`;
  const other = await newMember(product, 'editor');
  assert.equal((await other.call('DELETE', path)).status, 403);
  assert.equal((await owner.call('DELETE', path)).status, 204);
  assert.equal((await send(product, trigger, '{}')).code, 'signature_invalid');
});

test("a document that is ready and an answer of one's own start what waits for them, once", async () => {
  await using product = await testApp();
  const { owner } = product;
  const onDocument = await newWorkflow(owner, ECHO, declare('name', 'passages'));
  const onAnswer = await newWorkflow(owner, ECHO, declare('conversationId', 'text'));
  await newTrigger(owner, onDocument, { kind: 'document.ingested' });
  const own = await newTrigger(owner, onAnswer, { kind: 'conversation.answered' });
  const editor = await newMember(product, 'editor');
  await newTrigger(editor, onAnswer, { kind: 'conversation.answered' });
  const base = await owner.call<{ id: string }>('POST', '/api/v1/knowledge/bases', { name: 'Tea' });
  await owner.upload(
    `/api/v1/knowledge/bases/${base.body.id}/documents`,
    'tea.md',
    '# Tea\n\nGreen tea steeps.',
  );
  const { body: conversation } = await owner.call<{ id: string }>('POST', '/api/v1/conversations', {});
  const path = `/api/v1/conversations/${conversation.id}/messages`;
  const asked = await owner.call<{ runId: string }>('POST', path, { text: 'What is 2 + 2?' });
  await owner.answer(asked.body.runId);
  const deadline = Date.now() + 30_000;
  let runs: WorkflowRunView[] = [];
  while (runs.length < 2 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    runs = await runsOf(owner);
  }
  const byWorkflow = async (id: string) => runAs(owner, runs.find((run) => run.workflowId === id)!.id);
  const document = await byWorkflow(onDocument);
  assert.equal(document.origin, 'event');
  assert.equal((document.output as { name: string }).name, 'tea.md');
  const answer = await byWorkflow(onAnswer);
  assert.equal(answer.originId, own.id);
  assert.equal((answer.output as { conversationId: string }).conversationId, conversation.id);
  assert.deepEqual(await runsOf(editor), [], "what somebody says starts nothing of others'");
});

test('a mapping that cannot be read is refused when it is written', async () => {
  await using product = await testApp();
  const workflowId = await newWorkflow(product.owner, ECHO);
  const body = { kind: 'webhook', mapping: { a: '{{ input. }}' } };
  const refused = await product.owner.call('POST', `/api/v1/workflows/${workflowId}/triggers`, body);
  assert.deepEqual([refused.status, refused.body.code], [422, 'mapping_invalid']);
});

test('verifySignature() takes any of several signatures, and only within its time', () => {
  const now = 1_000_000_000;
  const right = signatureOf('s', now / 1_000, 'body');
  const verify = (header: string | undefined, at = now) =>
    verifySignature(header, { secret: 's', body: 'body', now: at });
  assert.equal(verify(`t=${now / 1_000},v1=00,v1=${right}`), right);
  assert.equal(verify(`t=${now / 1_000},v1=${right}`, now + 300_000), right);
  for (const header of [undefined, '', 'v1=', `v1=${right}`, `t=x,v1=${right}`, `t=${now / 1_000}`])
    assert.equal(verify(header), null);
  assert.equal(verify(`t=${now / 1_000},v1=${right}`, now + 300_001), null);
});

onBothDatabases('deliveries go with their trigger, and one is kept once', async ({ db }) => {
  const secret = createKeyring(Buffer.alloc(32, 1)).seal('whs', 'p');
  await db.insertInto('workspaces').values({ id: 'home', name: 'Home', created_at: 1 }).execute();
  const who = { workspace_id: 'home', created_by: 'u', created_at: 1 };
  const workflow = {
    ...who,
    id: 'w',
    name: 'W',
    description: '',
    version: 1,
    updated_at: 1,
    deleted_at: null,
  };
  await db.insertInto('workflows').values(workflow).execute();
  const trigger = { ...who, id: 't', workflow_id: 'w', kind: 'webhook', secret, mapping: null, enabled: 1 };
  const last = { disabled_reason: null, last_run_id: null, last_at: null };
  await db
    .insertInto('workflow_triggers')
    .values({ ...trigger, ...last })
    .execute();
  const delivery = { trigger_id: 't', delivery: 'x', run_id: 'r', created_at: 1 };
  await db.insertInto('trigger_deliveries').values(delivery).execute();
  await assert.rejects(db.insertInto('trigger_deliveries').values(delivery).execute());
  await db.deleteFrom('workflow_triggers').where('id', '=', 't').execute();
  assert.deepEqual(await db.selectFrom('trigger_deliveries').selectAll().execute(), []);
});
