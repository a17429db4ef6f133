import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Schedule, TimingBody } from '../../../lib/api-types.ts';
import { storedSchedule } from '../../../testing/automation.ts';
import { ME, refusal, type Sent, show } from '../../../testing/render.tsx';
import { page, storedRun, storedWorkflow } from '../../../testing/workflows.ts';
import { AutomationPage } from './automation-page.tsx';
import { SchedulesPage } from './schedules-page.tsx';

const WORKFLOW = storedWorkflow({
  definition: {
    name: 'Sample',
    input: { type: 'object', properties: { n: { type: 'integer', title: 'Number' } }, required: ['n'] },
    nodes: [],
  },
});
const SATURDAY = Date.UTC(2026, 2, 28, 8);
const SUNDAY = Date.UTC(2026, 2, 29, 7);
const KNOWN = {
  'GET /api/v1/workflows': page(storedWorkflow()),
  'GET /api/v1/workflows/w1': WORKFLOW,
  'GET /api/v1/workflows/w1/triggers': page(),
  'GET /api/v1/members': page({ userId: 'me', name: 'Ada', email: 'a@b', role: 'admin', joinedAt: 0 }),
  'GET /api/v1/workflow-runs': page(storedRun()),
  'POST /api/v1/schedule-previews': { times: [SATURDAY, SUNDAY] },
};
const READER = { ...ME, rules: [{ action: ['read'], subject: ['Workflow'], conditions: null }] };
const MEMBER = {
  ...ME,
  rules: [{ action: ['read', 'run', 'create'], subject: ['Workflow', 'Run'], conditions: null }],
};
const withSchedules = (...schedules: Schedule[]) => ({
  ...KNOWN,
  'GET /api/v1/schedules': page(...schedules),
  'GET /api/v1/workflows/w1/schedules': page(...schedules),
});
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
const posted = (sent: Sent[], method = 'POST') =>
  sent.filter((one) => one.method === method && !one.path.includes('previews'));

test('an empty list explains what a schedule is and offers the first', async () => {
  const { findByText, findByTestId } = await show(<SchedulesPage />, withSchedules());
  await findByText('No schedules yet');
  fireEvent.click(await findByTestId('schedule-new'));
  await findByTestId('automation-workflow');
});

test('who may only read sees schedules and no way to make, stop or change one', async () => {
  const answers = withSchedules(storedSchedule());
  const { findByTestId, queryByTestId, getByTestId } = await show(<SchedulesPage />, answers, 'en', READER);
  await findByTestId('schedule-row');
  expect(queryByTestId('schedule-new')).toBeNull();
  expect((getByTestId('schedule-switch') as HTMLInputElement).disabled).toBe(true);
  fireEvent.click(getByTestId('schedule-open'));
  await findByTestId('schedule-drawer');
  expect(queryByTestId('schedule-edit')).toBeNull();
  expect(queryByTestId('schedule-delete')).toBeNull();
});

test.each<[TimingBody, string]>([
  [{ kind: 'cron', expression: '0 9 * * 1-5', timeZone: 'Asia/Shanghai' }, 'Monday to Friday at 09:00'],
  [{ kind: 'cron', expression: '30 7 * * 1,3', timeZone: 'UTC' }, 'Every Monday and Wednesday at 07:30'],
  [{ kind: 'cron', expression: '5 * * * *', timeZone: 'UTC' }, 'Every hour at minute 05'],
  [{ kind: 'cron', expression: '0 6 1 * *', timeZone: 'UTC' }, 'On day 1 of each month at 06:00'],
  [{ kind: 'cron', expression: '*/7 3 * * *', timeZone: 'UTC' }, '*/7 3 * * *'],
  [{ kind: 'every', intervalMs: 5_400_000, from: 0 }, 'Every 1 hr 30 min'],
])('%j is told as %s', async (timing, text) => {
  const { findByTestId } = await show(<SchedulesPage />, withSchedules(storedSchedule({ timing })));
  expect((await findByTestId('schedule-row')).textContent).toContain(text);
});

test('a schedule is made with the rhythm, zone, input and policies that were chosen', async () => {
  const { findByTestId, getByTestId, sent } = await show(<AutomationPage id="w1" />, {
    ...withSchedules(),
    'POST /api/v1/workflows/w1/schedules': storedSchedule(),
  });
  fireEvent.click(await findByTestId('schedule-new'));
  fireEvent.click(await findByTestId('schedule-save'));
  expect(posted(sent)).toEqual([]);
  type(getByTestId('input-n'), '7');
  type(getByTestId('schedule-time'), '06:45');
  fireEvent.click(getByTestId('schedule-save'));
  await waitFor(() => expect(posted(sent)).toHaveLength(1));
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  expect(posted(sent)[0]?.body).toEqual({
    timing: { kind: 'cron', expression: '45 6 * * *', timeZone },
    input: { n: 7 },
    missed: 'skip',
    missedLimit: 5,
    overlap: 'skip',
  });
});

test('the preview is in the zone of the schedule and tells where its clocks change', async () => {
  const { findByTestId } = await show(<AutomationPage id="w1" />, withSchedules(storedSchedule()));
  fireEvent.click(await findByTestId('schedule-open'));
  fireEvent.click(await findByTestId('schedule-edit'));
  const times = await findByTestId('next-times');
  const rows = [...times.querySelectorAll('li')].map(({ textContent }) => textContent);
  expect(rows[0]).toMatch(/28 Mar|Mar 28/);
  expect(rows[0]).toContain('GMT+1');
  expect(rows[1]).toContain('The clocks change in Europe/Berlin');
  expect(rows[1]).toContain('GMT+2');
  for (const row of rows) expect(row).toMatch(/0?9:00/);
});

test('an expression that the server can’t read is told at its field, with the reason', async () => {
  const timing = { kind: 'cron', expression: '*/7 * * * *', timeZone: 'UTC' };
  const { findByTestId, findByText, queryByTestId, sent } = await show(<AutomationPage id="w1" />, {
    ...withSchedules(storedSchedule({ timing, input: { n: 1 } })),
    'POST /api/v1/schedule-previews': () =>
      refusal(422, 'schedule_invalid', 'Cannot read schedule: 99 is no minute'),
  });
  fireEvent.click(await findByTestId('schedule-open'));
  fireEvent.click(await findByTestId('schedule-edit'));
  type(await findByTestId('schedule-expression'), '99 * * * *');
  await findByText('This can’t be read: 99 is no minute');
  fireEvent.click(await findByTestId('schedule-save'));
  expect(posted(sent, 'PATCH')).toEqual([]);
  expect(queryByTestId('next-times')).toBeNull();
});

test('a change sends a timing only if it is another one, so that nothing begins anew', async () => {
  const { findByTestId, sent } = await show(<AutomationPage id="w1" />, {
    ...withSchedules(storedSchedule({ input: { n: 1 }, priority: 'low' })),
    'PATCH /api/v1/workflows/w1/schedules/s1': storedSchedule(),
  });
  fireEvent.click(await findByTestId('schedule-open'));
  fireEvent.click(await findByTestId('schedule-edit'));
  type(await findByTestId('input-n'), '2');
  fireEvent.click(await findByTestId('schedule-save'));
  await waitFor(() => expect(posted(sent, 'PATCH')).toHaveLength(1));
  expect(posted(sent, 'PATCH')[0]?.body).toEqual({
    input: { n: 2 },
    missed: 'skip',
    missedLimit: 5,
    overlap: 'skip',
    priority: 'low',
  });
});

test('an input that the workflow no longer takes is told where it is', async () => {
  const why = 'Cannot run workflow: the input does not fit (/n: too small)';
  const { findByTestId, findByText } = await show(<AutomationPage id="w1" />, {
    ...withSchedules(storedSchedule({ input: { n: 1 } })),
    'PATCH /api/v1/workflows/w1/schedules/s1': () => refusal(400, 'workflow_input_invalid', why),
  });
  fireEvent.click(await findByTestId('schedule-open'));
  fireEvent.click(await findByTestId('schedule-edit'));
  fireEvent.click(await findByTestId('schedule-save'));
  await findByText('too small');
});

test('a schedule is paused by its switch; one of somebody else’s can be stopped but not changed', async () => {
  const theirs = storedSchedule({ id: 's2', createdBy: 'bob', enabled: true });
  const { findAllByTestId, findByTestId, queryByTestId, sent } = await show(<SchedulesPage />, {
    ...withSchedules(storedSchedule(), theirs),
    'PATCH /api/v1/workflows/w1/schedules/s1': storedSchedule({ enabled: false }),
  });
  const [mine] = await findAllByTestId('schedule-switch');
  fireEvent.click(mine!);
  await waitFor(() => expect(posted(sent, 'PATCH')[0]?.body).toEqual({ enabled: false }));
  fireEvent.click((await findAllByTestId('schedule-open'))[1]!);
  await findByTestId('schedule-delete');
  expect(queryByTestId('schedule-edit')).toBeNull();
});

test('who may not edit the workflow can not touch the schedule of somebody else', async () => {
  const theirs = storedSchedule({ createdBy: 'bob' });
  const { findByTestId } = await show(<SchedulesPage />, withSchedules(theirs), 'en', MEMBER);
  expect(((await findByTestId('schedule-switch')) as HTMLInputElement).disabled).toBe(true);
});

test('a schedule that the server switched off says why, with its runs', async () => {
  const off = storedSchedule({
    enabled: false,
    nextAt: null,
    nextTimes: [],
    disabledReason: 'Cannot run workflow: Bob left',
    lastAt: 5_000,
    lastRun: { id: 'r1', state: 'failed' },
  });
  const { findByTestId, findAllByTestId } = await show(<SchedulesPage />, withSchedules(off));
  const row = await findByTestId('schedule-row');
  within(row).getByText('Switched off by the server');
  expect(row.querySelector('a')?.getAttribute('href')).toBe('/workflows/runs/r1');
  fireEvent.click(within(row).getByTestId('schedule-open'));
  within(await findByTestId('schedule-drawer')).getByText('Cannot run workflow: Bob left');
  expect((await findAllByTestId('history-run'))[0]?.getAttribute('href')).toBe('/workflows/runs/r1');
});

test('one that was switched off is paused, one whose only time has come is over', async () => {
  const off = { enabled: false, nextAt: null, nextTimes: [], lastAt: 5_000 };
  const { findAllByTestId } = await show(
    <SchedulesPage />,
    withSchedules(
      storedSchedule({ id: 'a', ...off }),
      storedSchedule({ id: 'b', ...off, timing: { kind: 'once', at: 5_000 } }),
      storedSchedule({ id: 'c', ...off, timing: { kind: 'once', at: 9_000 }, lastAt: null }),
    ),
  );
  const rows = (await findAllByTestId('schedule-row')).map(({ textContent }) => textContent);
  expect(rows.map((text) => /Paused|Over/.exec(text ?? '')?.[0])).toEqual(['Paused', 'Over', 'Paused']);
});

test('a schedule is deleted after a question', async () => {
  const { findByTestId, findByRole, sent } = await show(<SchedulesPage />, {
    ...withSchedules(storedSchedule()),
    'DELETE /api/v1/workflows/w1/schedules/s1': new Response(null, { status: 204 }),
  });
  fireEvent.click(await findByTestId('schedule-open'));
  fireEvent.click(await findByTestId('schedule-delete'));
  const dialog = await findByRole('dialog', { name: 'Delete this schedule?' });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(posted(sent, 'DELETE')).toHaveLength(1));
});

test('a list that can not be read says so, in the language of the reader', async () => {
  const answers = { ...KNOWN, 'GET /api/v1/schedules': () => refusal(500, 'internal_error') };
  const { findByRole } = await show(<SchedulesPage />, answers, 'zh-CN');
  expect((await findByRole('alert')).textContent).toMatch(/\p{Script=Han}/u);
});
