import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ME, type Sent, show } from '../../testing/render.tsx';
import { aTool } from '../../testing/tools.ts';
import { ToolPage } from './tool-page.tsx';
import { foldTry } from './try-fold.ts';

const READER = { ...ME, rules: [{ action: ['read'], subject: ['Tool'], conditions: null }] };
const wrote = (sent: Sent[]) => sent.filter(({ method }) => method !== 'GET');
const withTool = (more: object = {}, answers: object = {}) => ({
  'GET /api/v1/tools/look': aTool({ name: 'look', title: 'Look', ...more }),
  ...answers,
});
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });

test('a tool is called with what its schema asks for; what is needed is told first', async () => {
  const { findByTestId, getByTestId, findByText, sent } = await show(
    <ToolPage name="look" />,
    withTool({}, { 'POST /api/v1/tools/look/runs': { runId: 'r1' } }),
  );
  fireEvent.click(await findByTestId('try-run'));
  await findByText('This is needed');
  expect(wrote(sent)).toEqual([]);
  type(getByTestId('input-name'), 'a.txt');
  fireEvent.click(getByTestId('try-run'));
  await waitFor(() => expect(wrote(sent)[0]?.body).toEqual({ arguments: { name: 'a.txt' } }));
});

test('what has an effect is said to be real, and what may not be used cannot be called', async () => {
  const { findByText, getByTestId } = await show(
    <ToolPage name="look" />,
    withTool({ effect: 'outside', state: 'gone' }),
  );
  await findByText(/This really happens/);
  expect((getByTestId('try-run') as HTMLButtonElement).disabled).toBe(true);
});

test('a changed tool says that its maker changed it, and the version that is shown is approved', async () => {
  const { findByTestId, findByText, sent } = await show(
    <ToolPage name="look" />,
    withTool(
      { state: 'pending', version: 3, source: { kind: 'mcp', id: 's', name: 'S' } },
      { 'PUT /api/v1/tools/look/approval': aTool() },
    ),
  );
  await findByText(/Its maker has changed this tool/);
  fireEvent.click(await findByTestId('tool-approve'));
  await waitFor(() => expect(wrote(sent)[0]?.body).toEqual({ version: 3 }));
});

test('rules are set in units that people use, and what is emptied is as the tool says', async () => {
  const { findByText, findByTestId, getByTestId, sent } = await show(
    <ToolPage name="look" />,
    withTool({ settings: { enabled: true, retries: 2 } }, { 'PUT /api/v1/tools/look/settings': aTool() }),
  );
  fireEvent.click(await findByText('Rules'));
  type(await findByTestId('set-timeoutMs'), '5');
  type(getByTestId('set-retries'), '');
  fireEvent.click(getByTestId('set-enabled'));
  fireEvent.click(getByTestId('set-save'));
  await waitFor(() => expect(wrote(sent)[0]?.body).toEqual({ enabled: false, timeoutMs: 5_000 }));
});

test('who may only read sees the rules and can neither set nor try', async () => {
  const { findByText, queryByTestId } = await show(<ToolPage name="look" />, withTool(), 'en', READER);
  await findByText('Your role does not include calling tools.');
  fireEvent.click(await findByText('Rules'));
  await findByText('May be used');
  expect(queryByTestId('set-save')).toBeNull();
});

test('statistics and versions are told, and that there are none', async () => {
  const version = {
    version: 2,
    title: 'Look',
    description: 'Older words',
    effect: 'read',
    parameters: {},
    createdAt: 1,
  };
  const { findByText, findByTestId } = await show(
    <ToolPage name="look" />,
    withTool(
      {},
      {
        'GET /api/v1/tools/look/statistics': {
          calls: 4,
          failed: 1,
          cached: 0,
          successRate: 0.75,
          p50Ms: 20,
          p95Ms: 90,
        },
        'GET /api/v1/tools/look/versions': { items: [{ ...version, approvedBy: 'me', approvedAt: 1 }] },
        'GET /api/v1/members': {
          items: [{ userId: 'me', name: 'Ada', email: 'a', role: 'admin', joinedAt: 0 }],
          next: null,
        },
      },
    ),
  );
  fireEvent.click(await findByText('Statistics'));
  const statistics = await findByTestId('tool-statistics');
  await waitFor(() => expect(statistics.textContent).toContain('75'));
  fireEvent.click(await findByText('Versions'));
  await findByText('Approved by Ada');
});

test('foldTry() keeps the end of the call, or why its run failed', () => {
  const event = (name: string, payload: object) => ({ type: name, payload }) as never;
  const fold = foldTry();
  expect(fold.add(event('tool.called', {}))).toEqual({ result: null, error: null });
  const finished = { ok: true, output: 'x', files: [], durationMs: 3 };
  expect(fold.add(event('tool.finished', finished)).result).toEqual(finished);
  expect(foldTry().add(event('run.failed', { code: 'c', message: 'm' })).error).toEqual({
    code: 'c',
    message: 'm',
  });
});
