import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Me } from '../access/contract.ts';
import { type Client, newMember, testApp } from '../testing/app.ts';
import { newWorkflow, runAs } from '../testing/workflow-run.ts';
import type { WorkflowRunView } from './contract.ts';
import type { ScheduleView } from './schedules-contract.ts';

const SOON_MS = 400;
const VALUE = [{ id: 'a', type: 'value', value: '{{input.n}}' }];
const INPUT = { input: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] } };

async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) assert.fail('it did not happen');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const soon = () => ({ kind: 'once', at: Date.now() + SOON_MS });

async function scheduleOf(client: Client, workflowId: string, body: object) {
  return client.call<ScheduleView & { code?: string }>(
    'POST',
    `/api/v1/workflows/${workflowId}/schedules`,
    body,
  );
}

const listed = async (client: Client) =>
  (await client.call<{ items: ScheduleView[] }>('GET', '/api/v1/schedules')).body.items;

test('a schedule starts its workflow once, in the name of the person who made it', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, VALUE, INPUT);
  const editor = await newMember(product, 'editor');
  const made = await scheduleOf(editor, workflowId, {
    timing: soon(),
    input: { n: 7 },
    priority: 'background',
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.equal(made.body.priority, 'background');
  assert.equal(made.body.nextTimes.length, 1);
  const run = await eventually(async () => {
    const { body } = await editor.call<{ items: WorkflowRunView[] }>('GET', '/api/v1/workflow-runs');
    return body.items.find(({ originId }) => originId === made.body.id);
  });
  const whole = await runAs(editor, run.id);
  assert.deepEqual([whole.state, whole.origin, whole.output], ['done', 'schedule', 7]);
  const ofSchedule = async (originId: string) =>
    (await editor.call<{ items: WorkflowRunView[] }>('GET', `/api/v1/workflow-runs?originId=${originId}`))
      .body.items.length;
  assert.deepEqual([await ofSchedule(made.body.id), await ofSchedule(workflowId)], [1, 0]);
  const [after] = await listed(editor);
  assert.deepEqual([after?.enabled, after?.nextAt, after?.lastRun?.id], [false, null, run.id]);
  const [seen] = await listed(owner);
  assert.equal(seen?.input, undefined, 'the input is for the person who made it');
});

test('a schedule of somebody who may no longer is refused and switched off with the reason', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, VALUE, INPUT);
  const editor = await newMember(product, 'editor');
  const { body: me } = await editor.call<Me>('GET', '/api/v1/me');
  const made = await scheduleOf(editor, workflowId, {
    timing: { kind: 'once', at: Date.now() + 2_000 },
    input: { n: 1 },
  });
  assert.equal(made.status, 201);
  assert.equal((await owner.call('DELETE', `/api/v1/members/${me.user.id}`)).status, 204);
  const off = await eventually(async () => (await listed(owner)).find(({ enabled }) => !enabled));
  assert.match(off.disabledReason ?? '', /^Cannot /);
  const runs = await owner.call<{ items: unknown[] }>('GET', '/api/v1/workflow-runs');
  assert.deepEqual(runs.body.items, []);
});

test('a schedule is changed by the person who made it, switched off by who may edit the workflow', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, VALUE, INPUT);
  const editor = await newMember(product, 'editor');
  const other = await newMember(product, 'editor');
  const timing = { kind: 'cron', expression: '0 9 * * 1-5', timeZone: 'Asia/Shanghai' };
  const { body: made } = await scheduleOf(editor, workflowId, { timing, input: { n: 1 }, overlap: 'queue' });
  assert.equal(made.nextTimes.length, 5);
  const path = `/api/v1/workflows/${workflowId}/schedules/${made.id}`;
  const patch = async (client: Client, body: object) => {
    const answer = await client.call<ScheduleView & { code?: string }>('PATCH', path, body);
    return answer.body.code ?? answer.body;
  };
  assert.equal(await patch(other, { enabled: false }), 'forbidden');
  assert.equal(await patch(owner, { input: { n: 2 } }), 'forbidden');
  assert.equal(await patch(editor, { input: { n: 'x' } }), 'workflow_input_invalid');
  const off = (await patch(owner, { enabled: false })) as ScheduleView;
  assert.deepEqual([off.enabled, off.nextAt], [false, null]);
  const on = (await patch(editor, { enabled: true, missed: 'all', input: { n: 2 } })) as ScheduleView;
  assert.deepEqual([on.enabled, on.nextAt, on.missed, on.input], [true, made.nextAt, 'all', { n: 2 }]);
  const low = (await patch(editor, { priority: 'low' })) as ScheduleView;
  const usual = (await patch(editor, { priority: null })) as ScheduleView;
  assert.deepEqual([on.priority, low.priority, low.input, usual.priority], [null, 'low', { n: 2 }, null]);
  const every = (await patch(editor, { timing: { kind: 'every', intervalMs: 60_000 } })) as ScheduleView;
  assert.ok(every.nextAt! > Date.now());
  assert.equal((await other.call('DELETE', path)).status, 403);
  assert.equal((await editor.call('DELETE', path)).status, 204);
  assert.deepEqual(await listed(owner), []);
});

test('a schedule that can never run is refused, and a preview saves nothing', async () => {
  await using product = await testApp();
  const { owner } = product;
  const workflowId = await newWorkflow(owner, VALUE, INPUT);
  const code = async (body: object) => (await scheduleOf(owner, workflowId, body)).body.code;
  const cron = (expression: string, timeZone = 'UTC') => ({ kind: 'cron', expression, timeZone });
  assert.equal(await code({ timing: cron('61 * * * *'), input: { n: 1 } }), 'schedule_invalid');
  assert.equal(await code({ timing: cron('@daily', 'Mars/Olympus'), input: { n: 1 } }), 'schedule_invalid');
  assert.equal(await code({ timing: cron('0 0 30 2 *'), input: { n: 1 } }), 'schedule_over');
  assert.equal(await code({ timing: { kind: 'once', at: 1 }, input: { n: 1 } }), 'schedule_over');
  assert.equal(
    await code({ timing: { kind: 'every', intervalMs: 1_000 }, input: { n: 1 } }),
    'schedule_invalid',
  );
  assert.equal(await code({ timing: cron('@daily'), input: {} }), 'workflow_input_invalid');
  const preview = await owner.call<{ times: number[] }>('POST', '/api/v1/schedule-previews', {
    timing: cron('30 2 * * *', 'Europe/Berlin'),
  });
  assert.equal(preview.body.times.length, 5);
  assert.deepEqual(await listed(owner), []);
});
