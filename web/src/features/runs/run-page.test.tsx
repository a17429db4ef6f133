import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Run } from '../../lib/api-types.ts';
import { type Answers, refusal, show } from '../../testing/render.tsx';
import { meAs } from '../../testing/roles.ts';
import { RunPage } from './run-page.tsx';

const RUN: Run = {
  id: 'r1',
  procedure: 'chat.turn',
  label: 'When does it open?',
  state: 'running',
  attempt: 1,
  createdAt: 1_000,
  startedAt: 1_000,
  finishedAt: null,
  pausedAt: null,
  error: null,
};

/** A stream of these events, that stays open. */
function log(...types: string[]): Response {
  const events = types.map((type, index) => ({
    sequence: index + 1,
    type,
    at: index,
    step: null,
    attempt: 1,
    payload: type === 'run.failed' ? { code: 'model_failed', message: 'It broke' } : {},
  }));
  return new Response(events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join(''));
}

const open = (run: Partial<Run>, answers: Answers, me?: object) =>
  show(<RunPage id="r1" />, { 'GET /api/v1/runs/r1': { ...RUN, ...run }, ...answers }, 'en', me);

test('a run under way can be paused, and one that is paused goes on', async () => {
  const running = await open({}, { 'GET /api/v1/runs/r1/events': () => log('run.queued', 'run.started') });
  fireEvent.click(await running.findByTestId('run-pause'));
  await waitFor(() =>
    expect(running.sent.at(-1)).toMatchObject({ method: 'PUT', path: '/api/v1/runs/r1/pause' }),
  );
  running.unmount();
  const paused = await open({}, { 'GET /api/v1/runs/r1/events': () => log('run.queued', 'run.paused') });
  fireEvent.click(await paused.findByTestId('run-resume'));
  await waitFor(() =>
    expect(
      paused.sent.some(({ method, path }) => method === 'DELETE' && path === '/api/v1/runs/r1/pause'),
    ).toBe(true),
  );
});

test('a run that was resumed can be paused again', async () => {
  const events = () => log('run.queued', 'run.paused', 'run.resumed', 'run.started');
  const { findByTestId } = await open({}, { 'GET /api/v1/runs/r1/events': events });
  await findByTestId('run-pause');
});

test('before its log is read, the run itself says whether it is paused', async () => {
  const { findByTestId } = await open(
    { pausedAt: 5 },
    { 'GET /api/v1/runs/r1/events': refusal(500, 'internal_error') },
  );
  await findByTestId('run-resume');
});

test('a pause that did not work is told', async () => {
  const { findByTestId, findByText } = await open(
    {},
    {
      'GET /api/v1/runs/r1/events': () => log('run.started'),
      'PUT /api/v1/runs/r1/pause': refusal(404, 'not_found'),
    },
  );
  fireEvent.click(await findByTestId('run-pause'));
  await findByText('That did not work');
});

test('a run that has ended offers nothing, and says why it failed', async () => {
  const { findByText, queryByTestId } = await open(
    { state: 'failed' },
    { 'GET /api/v1/runs/r1/events': () => log('run.started', 'run.failed') },
  );
  await findByText('It broke');
  expect(queryByTestId('run-cancel') ?? queryByTestId('run-pause')).toBeNull();
});

test('who may not change runs is offered nothing', async () => {
  const { findByRole, queryByTestId } = await open(
    {},
    { 'GET /api/v1/runs/r1/events': () => log('run.started') },
    meAs('viewer'),
  );
  await findByRole('heading', { name: 'When does it open?' });
  expect(queryByTestId('run-cancel') ?? queryByTestId('run-pause')).toBeNull();
});

test('a run that is not there says so, with another try', async () => {
  const { findByRole } = await show(<RunPage id="r1" />, {
    'GET /api/v1/runs/r1': refusal(404, 'not_found'),
  });
  await findByRole('alert');
});
