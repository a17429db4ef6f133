import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Receipt, Trigger } from '../../../lib/api-types.ts';
import { storedTrigger } from '../../../testing/automation.ts';
import { ME, refusal, type Sent, show } from '../../../testing/render.tsx';
import { page, storedWorkflow } from '../../../testing/workflows.ts';
import { AutomationPage } from './automation-page.tsx';
import { TriggersPage } from './triggers-page.tsx';

const WORKFLOW = storedWorkflow({
  definition: {
    name: 'Sample',
    input: { type: 'object', properties: { title: { type: 'string', title: 'Title' } }, required: ['title'] },
    nodes: [],
  },
});
const RECEIPTS = 'GET /api/v1/workflows/w1/triggers/t1/receipts';
const CREATE = 'POST /api/v1/workflows/w1/triggers';
const READER = { ...ME, rules: [{ action: ['read'], subject: ['Workflow'], conditions: null }] };

const withTriggers = (...triggers: Trigger[]) => ({
  'GET /api/v1/workflows': page(storedWorkflow()),
  'GET /api/v1/workflows/w1': WORKFLOW,
  'GET /api/v1/workflows/w1/schedules': page(),
  'GET /api/v1/members': page({ userId: 'me', name: 'Ada', email: 'a@b', role: 'admin', joinedAt: 0 }),
  'GET /api/v1/triggers': page(...triggers),
  'GET /api/v1/workflows/w1/triggers': page(...triggers),
  [RECEIPTS]: page<Receipt>(),
});
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
const posted = (sent: Sent[]) => sent.filter(({ method }) => method === 'POST');

test('a webhook is made; its secret and a line that signs are shown once', async () => {
  const made = { ...storedTrigger(), secret: 'whs_abc' };
  const { findByTestId, getByTestId, queryByTestId, sent } = await show(<AutomationPage id="w1" />, {
    ...withTriggers(),
    [CREATE]: made,
  });
  fireEvent.click(await findByTestId('trigger-new'));
  fireEvent.click(await findByTestId('trigger-save'));
  expect(((await findByTestId('shown-once')) as HTMLInputElement).value).toBe('whs_abc');
  expect(posted(sent)[0]?.body).toEqual({ kind: 'webhook' });
  expect((getByTestId('hook-address') as HTMLInputElement).value).toBe(
    `${window.location.origin}/api/v1/hooks/t1`,
  );
  const example = getByTestId('hook-example').textContent ?? '';
  expect(example).toContain("SECRET='whs_abc'");
  expect(example).toContain(`BODY='{"title":"Title"}'`);
  fireEvent.click(getByTestId('trigger-done'));
  await waitFor(() => expect(queryByTestId('trigger-made')).toBeNull());
});

test('an event that does not tell what the workflow needs is warned of, until it is said', async () => {
  const { findByTestId, getByTestId, getByText, queryByTestId, sent } = await show(
    <AutomationPage id="w1" />,
    {
      ...withTriggers(),
      [CREATE]: { ...storedTrigger({ kind: 'document.ingested', path: null }), secret: null },
    },
  );
  fireEvent.click(await findByTestId('trigger-new'));
  fireEvent.click(await findByTestId('kind-document.ingested'));
  expect((await findByTestId('mapping-missing')).textContent).toContain('Title');
  fireEvent.click(getByTestId('mapping-switch'));
  expect(queryByTestId('mapping-missing')).toBeNull();
  fireEvent.click(getByTestId('trigger-save'));
  getByText('This is needed');
  expect(posted(sent)).toEqual([]);
  type(getByTestId('mapping-title'), 'New: {{input.event.name}}');
  fireEvent.click(getByTestId('trigger-save'));
  await waitFor(() => expect(queryByTestId('trigger-save')).toBeNull());
  expect(posted(sent)[0]?.body).toEqual({
    kind: 'document.ingested',
    mapping: { title: 'New: {{input.event.name}}' },
  });
});

test('a template that the server can’t read is told at the templates', async () => {
  const { findByTestId, getByTestId, findByText, queryByTestId } = await show(<AutomationPage id="w1" />, {
    ...withTriggers(),
    [CREATE]: () => refusal(422, 'mapping_invalid', 'Cannot add trigger: a dot too many'),
  });
  fireEvent.click(await findByTestId('trigger-new'));
  fireEvent.click(await findByTestId('mapping-switch'));
  expect((getByTestId('mapping-title') as HTMLInputElement).value).toBe('{{input.body.title}}');
  type(getByTestId('mapping-title'), '{{input.}}');
  fireEvent.click(getByTestId('trigger-save'));
  await findByText('a dot too many');
  expect(queryByTestId('form-problem')).toBeNull();
});

test('what came is listed with what became of it, and leads to the runs', async () => {
  const receipt = (change: Partial<Receipt>): Receipt => ({
    id: 'x',
    at: 5_000,
    outcome: 'started',
    runId: null,
    code: null,
    reason: null,
    ...change,
  });
  const { findByTestId, findAllByTestId } = await show(<TriggersPage />, {
    ...withTriggers(storedTrigger({ lastAt: 5_000 })),
    [RECEIPTS]: page(
      receipt({ id: '1', runId: 'r1' }),
      receipt({ id: '2', outcome: 'refused', code: 'signature_invalid', reason: 'Cannot take webhook' }),
      receipt({ id: '3', outcome: 'refused', reason: 'Cannot run: Bob left' }),
      receipt({ id: '4', outcome: 'repeated' }),
      receipt({
        id: '5',
        outcome: 'refused',
        code: 'workflow_input_invalid',
        reason: 'Cannot run workflow: the input does not fit (/n: too small)',
      }),
    ),
  });
  fireEvent.click(await findByTestId('trigger-open'));
  const rows = await findAllByTestId('receipt');
  expect(rows[0]?.getAttribute('href')).toBe('/workflows/runs/r1');
  expect(rows.map((row) => within(row).getByTestId('receipt-outcome').textContent)).toEqual([
    'Started a run',
    'Refused',
    'Refused',
    'Came again',
    'Refused',
  ]);
  expect(rows[4]?.textContent).toContain('n: too small');
  expect(rows[1]?.textContent).toContain('older than five minutes');
  expect(rows[2]?.textContent).toContain('Cannot run: Bob left');
});

test('one that the server switched off says why; its secret is told no more', async () => {
  const off = storedTrigger({ enabled: false, disabledReason: 'Cannot run workflow: Bob left' });
  const { findByTestId, getByTestId } = await show(<TriggersPage />, withTriggers(off));
  within(await findByTestId('trigger-row')).getByText('Switched off by the server');
  fireEvent.click(getByTestId('trigger-open'));
  within(await findByTestId('trigger-drawer')).getByText('Cannot run workflow: Bob left');
  expect(getByTestId('hook-example').textContent).toContain("SECRET='whs_...'");
});

test('a trigger is switched off and on by its maker; others can only stop it', async () => {
  const path = '/api/v1/workflows/w1/triggers/t1/enablement';
  let isOn = true;
  const turn = (on: boolean) => () => {
    isOn = on;
    return storedTrigger({ enabled: on });
  };
  const { findByTestId, findByText, queryByText, getByTestId, sent, unmount } = await show(<TriggersPage />, {
    ...withTriggers(),
    'GET /api/v1/triggers': () => page(storedTrigger({ enabled: isOn })),
    [`DELETE ${path}`]: turn(false),
    [`PUT ${path}`]: turn(true),
  });
  fireEvent.click(await findByTestId('trigger-switch'));
  await findByText('Switched off');
  await waitFor(() => expect((getByTestId('trigger-switch') as HTMLInputElement).disabled).toBe(false));
  fireEvent.click(getByTestId('trigger-switch'));
  await waitFor(() => expect(queryByText('Switched off')).toBeNull());
  expect(sent.filter(({ method }) => method !== 'GET').map(({ method }) => method)).toEqual([
    'DELETE',
    'PUT',
  ]);
  unmount();
  const theirs = await show(
    <TriggersPage />,
    withTriggers(storedTrigger({ createdBy: 'bob', enabled: false })),
  );
  expect(((await theirs.findByTestId('trigger-switch')) as HTMLInputElement).disabled).toBe(true);
});

test('a trigger is deleted after a question, by who may', async () => {
  const answers = {
    ...withTriggers(storedTrigger()),
    'DELETE /api/v1/workflows/w1/triggers/t1': new Response(null, { status: 204 }),
  };
  const reader = await show(<TriggersPage />, answers, 'en', READER);
  fireEvent.click(await reader.findByTestId('trigger-open'));
  await reader.findByTestId('trigger-drawer');
  expect(reader.queryByTestId('trigger-delete')).toBeNull();
  expect(reader.queryByTestId('trigger-new')).toBeNull();
  reader.unmount();
  const { findByTestId, findByRole, sent } = await show(<TriggersPage />, answers);
  fireEvent.click(await findByTestId('trigger-open'));
  fireEvent.click(await findByTestId('trigger-delete'));
  const dialog = await findByRole('dialog', { name: 'Delete this trigger?' });
  within(dialog).getByText(/stop working for good/);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(sent.some(({ method }) => method === 'DELETE')).toBe(true));
});

test('an empty list explains what a trigger is, in the language of the reader', async () => {
  const { findByTestId, getByText } = await show(<TriggersPage />, withTriggers(), 'zh-CN');
  await findByTestId('trigger-new');
  getByText('还没有触发');
});
