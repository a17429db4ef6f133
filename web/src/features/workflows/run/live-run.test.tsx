import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ApiProblem } from '../../../lib/problem.ts';
import { show } from '../../../testing/render.tsx';
import { nodeState, storedRun } from '../../../testing/workflows.ts';
import { CardFoot } from '../flow/card-foot.tsx';
import { LevelPath } from '../flow/level-path.tsx';
import { problemsIn } from '../flow/problem-details.ts';
import { useLiveRun } from './use-live-run.ts';

/** A log that ends with the run, in the form that the server streams. */
function log(...types: string[]): Response {
  const lines = types.map((type, index) => {
    const event = { sequence: index + 1, at: 0, type, step: null, attempt: 1, payload: {} };
    return `id: ${event.sequence}\ndata: ${JSON.stringify(event)}\n\n`;
  });
  return new Response(lines.join(''), { headers: { 'content-type': 'text/event-stream' } });
}

function Live() {
  const { run, isConnected } = useLiveRun('r1');
  return (
    <p data-testid="live">
      {run.data?.state} {String(isConnected)}
    </p>
  );
}

test('the log of a run says when to read it again, and many events are one reading', async () => {
  let reads = 0;
  const running = storedRun({ state: 'running', finishedAt: null });
  const { getByTestId, sent } = await show(<Live />, {
    'GET /api/v1/workflow-runs/r1': () => (reads++ === 0 ? running : storedRun()),
    'GET /api/v1/runs/r1/events': () =>
      log('run.queued', 'run.started', ...Array(40).fill('step.started'), 'run.finished'),
  });
  await waitFor(() => expect(getByTestId('live').textContent).toBe('running true'));
  await waitFor(() => expect(getByTestId('live').textContent).toBe('done true'), { timeout: 5_000 });
  const readings = sent.filter(({ path }) => path === '/api/v1/workflow-runs/r1');
  expect(readings.length).toBeLessThan(5);
});

test('a run that has ended is read and not followed', async () => {
  const { getByTestId, sent } = await show(<Live />, {
    'GET /api/v1/workflow-runs/r1': storedRun({ state: 'failed' }),
    'GET /api/v1/runs/r1/events': () => log('run.failed'),
  });
  await waitFor(() => expect(getByTestId('live').textContent).toBe('failed true'));
  const before = sent.filter(({ path }) => path.endsWith('/events')).length;
  expect(before).toBeLessThanOrEqual(1);
});

test('the foot of a card tells state, tokens, cost and time; of one that was skipped no time', async () => {
  const usage = { inputTokens: 1_000, outputTokens: 234, costMicros: 2_500 };
  const { container, unmount } = await show(<CardFoot run={nodeState('a', 'done', { usage })} />);
  for (const part of ['Done', '1,234 tokens', '0.0025', '500 ms'])
    expect(container.textContent).toContain(part);
  unmount();
  const skipped = await show(<CardFoot run={nodeState('a', 'skipped')} />);
  expect(skipped.container.textContent).toContain('Skipped');
  expect(skipped.container.textContent).not.toContain('ms');
});

test('the path leads back out of maps and loops, and is not there outside of them', async () => {
  const gone: number[] = [];
  const { getByText, unmount } = await show(
    <LevelPath names={['each', 'deep']} onGo={(depth) => gone.push(depth)} />,
  );
  fireEvent.click(getByText('Whole workflow'));
  fireEvent.click(getByText('each'));
  expect(gone).toEqual([0, 1]);
  expect(getByText('deep').getAttribute('aria-current')).toBe('page');
  unmount();
  const { queryByTestId } = await show(<LevelPath names={[]} onGo={() => undefined} />);
  expect(queryByTestId('level-path')).toBeNull();
});

test('problemsIn() reads what the server found, and nothing from other failures', () => {
  const problems = [{ code: 'cycle', path: [], message: 'x' }];
  const given = { status: 422, code: 'workflow_invalid', detail: 'x' };
  expect(problemsIn(new ApiProblem({ ...given, body: { problems } }))).toEqual(problems);
  expect(problemsIn(new ApiProblem({ ...given, body: { problems: 'odd' } }))).toEqual([]);
  expect(problemsIn(new ApiProblem(given))).toEqual([]);
  expect(problemsIn(new TypeError('x'))).toEqual([]);
  expect(problemsIn(null)).toEqual([]);
});
