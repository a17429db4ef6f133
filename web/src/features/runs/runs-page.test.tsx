import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Run } from '../../lib/api-types.ts';
import { refusal, show } from '../../testing/render.tsx';
import { page } from '../../testing/workflows.ts';
import { RunsPage } from './runs-page.tsx';
import type { Step } from './time-line.ts';
import { TimeLineSteps } from './time-line-steps.tsx';

function run(given: Partial<Run> = {}): Run {
  return {
    id: 'r1',
    procedure: 'chat.turn',
    label: 'When does it open?',
    state: 'done',
    attempt: 1,
    createdAt: Date.now(),
    startedAt: 1_000,
    finishedAt: 3_500,
    pausedAt: null,
    error: null,
    ...given,
  };
}

test('runs lead to their page, with what they are, how long they took and how they ended', async () => {
  const { findAllByTestId } = await show(<RunsPage />, {
    'GET /api/v1/runs': page(run(), run({ id: 'r2', label: null, state: 'failed', finishedAt: null })),
  });
  const [first, second] = await findAllByTestId('run-row');
  expect(first!.getAttribute('href')).toBe('/runs/r1');
  expect(first!.textContent).toContain('When does it open?');
  expect(first!.textContent).toContain('2.5 sec');
  expect(within(second!).getByTestId('run-state').dataset['state']).toBe('failed');
  expect(second!.textContent).not.toContain('sec');
});

test('runs of one state are asked for, and all again once that is cleared', async () => {
  const { findAllByLabelText, findByText, sent, findByRole } = await show(<RunsPage />, {
    'GET /api/v1/runs': page(),
  });
  await findByText('No runs');
  fireEvent.click((await findAllByLabelText('Filter by state'))[0]!);
  fireEvent.click(await findByRole('option', { name: 'Failed', hidden: true }));
  await waitFor(() => expect(sent.filter(({ path }) => path === '/api/v1/runs').length).toBe(2));
});

test('older runs are read when they are asked for', async () => {
  const pages = [{ items: [run()], next: 'r1' }, page(run({ id: 'r0', label: 'Older' }))];
  let reads = 0;
  const { findByRole, findByText, queryByRole } = await show(<RunsPage />, {
    'GET /api/v1/runs': () => pages[Math.min(reads++, 1)],
  });
  fireEvent.click(await findByRole('button', { name: 'Show more' }));
  await findByText('Older');
  expect(queryByRole('button', { name: 'Show more' })).toBeNull();
});

test('runs that can not be read are told, with another try', async () => {
  let isDown = true;
  const { findByRole, findByTestId } = await show(<RunsPage />, {
    'GET /api/v1/runs': () => (isDown ? refusal(503, 'overloaded') : page(run())),
  });
  await findByRole('alert');
  isDown = false;
  fireEvent.click(await findByRole('button', { name: 'Try again' }));
  await findByTestId('run-row');
});

function step(given: Partial<Step> = {}): Step {
  return { name: 'model-1', attempt: 1, state: 'done', startedAt: 0, endedAt: 1_200, events: [], ...given };
}
const line = (type: string, payload: Record<string, unknown>, count = 1) => ({
  sequence: 1,
  at: 0,
  type,
  payload,
  count,
});

test('steps are told in words, an unknown one by its name, another attempt as such', async () => {
  const { getAllByTestId } = await show(
    <TimeLineSteps
      steps={[
        step(),
        step({ name: 'tool-1-1~approval', state: 'running', endedAt: null }),
        step({ name: 'their-step', attempt: 2, state: 'failed' }),
      ]}
    />,
  );
  const [model, approval, theirs] = getAllByTestId('run-step');
  expect(model!.textContent).toContain('Model call 1');
  expect(model!.textContent).toContain('1.2 sec');
  expect(approval!.textContent).toContain('Wait for a decision');
  expect(approval!.textContent).toContain('…');
  expect(theirs!.textContent).toContain('their-step');
  expect(theirs!.textContent).toContain('Attempt 2');
});

test('a step unfolds what happened in it: text as text, the rest as JSON', async () => {
  const events = [
    line('text.delta', { text: 'Hello' }, 3),
    line('usage.recorded', { model: 'm' }),
    line('x', {}),
  ];
  const { getByRole, findByText } = await show(<TimeLineSteps steps={[step({ events })]} />);
  const head = getByRole('button');
  expect(head.getAttribute('aria-expanded')).toBe('false');
  fireEvent.click(head);
  await findByText('Hello');
  await findByText(/×3/);
  await findByText(/"model": "m"/);
  expect(head.getAttribute('aria-expanded')).toBe('true');
});

test('a run without steps, and a step in which nothing happened, say so', async () => {
  const none = await show(<TimeLineSteps steps={[]} />);
  none.getByText('No steps yet');
  none.unmount();
  const quiet = await show(<TimeLineSteps steps={[step()]} />);
  fireEvent.click(quiet.getByRole('button'));
  await quiet.findByText('No events in this step');
});
