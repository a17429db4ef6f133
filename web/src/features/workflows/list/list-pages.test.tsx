import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ME, refusal, show } from '../../../testing/render.tsx';
import { page, storedRun, storedWorkflow } from '../../../testing/workflows.ts';
import { runFilter } from './run-filter.ts';
import { WorkflowRunsPage } from './workflow-runs-page.tsx';
import { WorkflowsPage } from './workflows-page.tsx';

const TEMPLATES = {
  items: [
    {
      id: 'bug-fix',
      category: 'code',
      definition: {
        name: 'Bug fix',
        description: 'x',
        nodes: [{ id: 'a', type: 'agent', agent: 'code', task: 't' }],
      },
    },
    {
      id: 'of-our-own',
      category: 'data',
      definition: { name: 'Of our own', description: 'Not in the catalogue', nodes: [] },
    },
  ],
};
const READER = {
  ...ME,
  rules: [{ action: ['read'], subject: ['Workflow'], conditions: null }],
};
const two = page(
  storedWorkflow(),
  storedWorkflow({ id: 'w2', name: 'Harbour report', description: 'Tides and ships' }),
);

test('workflows are found by what their name or description says', async () => {
  const { findAllByTestId, getByTestId, queryAllByTestId, findByText } = await show(<WorkflowsPage />, {
    'GET /api/v1/workflows': two,
  });
  expect(await findAllByTestId('workflow-card')).toHaveLength(2);
  fireEvent.change(getByTestId('workflow-search'), { target: { value: 'SHIPS' } });
  expect(
    queryAllByTestId('workflow-card').map((card) => card.querySelector('a')?.getAttribute('href')),
  ).toEqual(['/workflows/w2']);
  fireEvent.change(getByTestId('workflow-search'), { target: { value: 'zeppelin' } });
  await findByText('Nothing found');
});

test('without workflows the templates are offered, in the language of the reader', async () => {
  const { findByTestId, getByText } = await show(
    <WorkflowsPage />,
    { 'GET /api/v1/workflows': page(), 'GET /api/v1/workflow-templates': TEMPLATES },
    'zh-CN',
  );
  expect((await findByTestId('template-bug-fix')).textContent).toContain('缺陷修复');
  expect((await findByTestId('template-of-our-own')).textContent).toContain('Not in the catalogue');
  getByText('还没有工作流');
});

test('a template is saved under the name that the reader saw', async () => {
  const { findByTestId, sent } = await show(
    <WorkflowsPage />,
    {
      'GET /api/v1/workflows': page(),
      'GET /api/v1/workflow-templates': TEMPLATES,
      'POST /api/v1/workflows': storedWorkflow(),
    },
    'zh-CN',
  );
  fireEvent.click(await findByTestId('template-bug-fix'));
  await waitFor(() => expect(sent.some(({ method }) => method === 'POST')).toBe(true));
  const { body } = sent.find(({ method }) => method === 'POST')!;
  expect(body).toMatchObject({ definition: { name: '缺陷修复', nodes: [{ id: 'a' }] } });
});

test('who may only read sees the workflows and no way to add one', async () => {
  const shown = await show(<WorkflowsPage />, { 'GET /api/v1/workflows': two }, 'en', READER);
  await shown.findAllByTestId('workflow-card');
  expect(shown.queryByTestId('workflow-new')).toBeNull();
  shown.unmount();
  const empty = await show(<WorkflowsPage />, { 'GET /api/v1/workflows': page() }, 'en', READER);
  await empty.findByText('No workflows yet');
  expect(empty.queryByTestId('template-bug-fix')).toBeNull();
});

test('a list that can not be read says so and offers another try', async () => {
  let isDown = true;
  const { findByRole, findAllByTestId } = await show(<WorkflowsPage />, {
    'GET /api/v1/workflows': () => (isDown ? refusal(500, 'internal_error') : two),
  });
  await findByRole('alert');
  isDown = false;
  fireEvent.click(await findByRole('button', { name: 'Try again' }));
  expect(await findAllByTestId('workflow-card')).toHaveLength(2);
});

test('a text that is imported is sent as it is; what is wrong with it is told place by place', async () => {
  const problems = [
    { code: 'cycle', path: ['nodes', 0], message: 'a comes after itself' },
    { code: 'agent_unknown', path: ['nodes', 1], message: 'there is no agent "x"' },
  ];
  const { findByTestId, getByTestId, findByText, sent } = await show(<WorkflowsPage />, {
    'GET /api/v1/workflows': two,
    'POST /api/v1/workflows': () =>
      Response.json({ status: 422, code: 'workflow_invalid', detail: 'x', problems }, { status: 422 }),
  });
  fireEvent.click(await findByTestId('workflow-import'));
  expect(await findByTestId('import-save')).toHaveProperty('disabled', true);
  fireEvent.change(getByTestId('import-text'), { target: { value: 'name: x' } });
  fireEvent.click(getByTestId('import-save'));
  await findByText('a comes after itself');
  await findByText('there is no agent "x"');
  expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ definition: 'name: x' });
});

test('a workflow is removed after a question', async () => {
  const { findAllByRole, findByRole, findByText, sent } = await show(<WorkflowsPage />, {
    'GET /api/v1/workflows': two,
    'DELETE /api/v1/workflows/w1': new Response(null, { status: 204 }),
  });
  fireEvent.click((await findAllByRole('button', { name: /^Menu of/ }))[0]!);
  fireEvent.click(await findByText('Delete'));
  expect(sent.some(({ method }) => method === 'DELETE')).toBe(false);
  const dialog = await findByRole('dialog');
  fireEvent.click(
    [...dialog.querySelectorAll('button')].find(({ textContent }) => textContent === 'Delete')!,
  );
  await waitFor(() => expect(sent.some(({ method }) => method === 'DELETE')).toBe(true));
});

test('runs tell how they began, what they are, and that they are paused', async () => {
  const runs = page(
    storedRun({ origin: 'webhook' }),
    storedRun({ id: 'r2', state: 'running', finishedAt: null, pausedAt: 5 }),
  );
  const { findAllByTestId } = await show(<WorkflowRunsPage filter={{}} />, {
    'GET /api/v1/workflow-runs': runs,
    'GET /api/v1/workflows': two,
  });
  const [first, second] = await findAllByTestId('workflow-run-row');
  expect(first?.getAttribute('href')).toBe('/workflows/runs/r1');
  expect(first?.textContent).toMatch(/Webhook.*Version 3/);
  expect(first?.querySelector('[data-state="done"]')).not.toBeNull();
  expect(second?.textContent).toContain('Paused');
});

test('more runs are read when they are asked for', async () => {
  const pages = [{ items: [storedRun()], next: 'n1' }, page(storedRun({ id: 'r2' }))];
  const { findAllByTestId, findByRole, queryByRole } = await show(
    <WorkflowRunsPage filter={{ state: 'done' }} />,
    {
      'GET /api/v1/workflow-runs': () => pages.shift(),
      'GET /api/v1/workflows': two,
    },
  );
  fireEvent.click(await findByRole('button', { name: 'Show more' }));
  await waitFor(async () => expect(await findAllByTestId('workflow-run-row')).toHaveLength(2));
  expect(queryByRole('button', { name: 'Show more' })).toBeNull();
});

test('an empty list says whether that is because of the filter', async () => {
  const answers = { 'GET /api/v1/workflow-runs': page(), 'GET /api/v1/workflows': two };
  const all = await show(<WorkflowRunsPage filter={{}} />, answers);
  await all.findByText('Open a workflow and run it.');
  all.unmount();
  const some = await show(<WorkflowRunsPage filter={{ state: 'failed' }} />, answers);
  await some.findByText('No run fits the filter.');
});

test('runFilter() takes what it knows from an address', () => {
  expect(runFilter({ workflowId: 'w', state: 'failed', origin: 'retry', more: 1 })).toEqual({
    workflowId: 'w',
    state: 'failed',
    origin: 'retry',
  });
  expect(runFilter({ workflowId: '', state: 'odd', origin: 7 })).toEqual({});
});
