import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../../lib/api-types.ts';
import { sampleDraft } from '../../../testing/draft.ts';
import { ME, refusal, show } from '../../../testing/render.tsx';
import { nodeState, storedApproval, storedRun } from '../../../testing/workflows.ts';
import { changesOf } from './changes.ts';
import { foldText } from './live-text.tsx';
import { NodePanel } from './node-panel.tsx';
import { RunBar } from './run-bar.tsx';
import { RunOverview } from './run-overview.tsx';
import { hasEnded } from './use-live-run.ts';

const nodeOf = (id: string) => sampleDraft().nodes.find((node) => node.id === id)!;
const nothing = () => undefined;
const running = { state: 'running' as const, finishedAt: null, output: undefined, progress: 0.4 };
const NODE = 'GET /api/v1/workflow-runs/r1/node';

test('a run under way is paused, and one that is paused goes on', async () => {
  const { getByTestId, sent, unmount } = await show(<RunBar run={storedRun(running)} isConnected />, {
    'PUT /api/v1/workflow-runs/r1/pause': storedRun(),
  });
  fireEvent.click(getByTestId('run-pause'));
  await waitFor(() =>
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toContain(
      'PUT /api/v1/workflow-runs/r1/pause',
    ),
  );
  unmount();
  const paused = await show(<RunBar run={storedRun({ ...running, pausedAt: 7 })} isConnected={false} />, {
    'DELETE /api/v1/workflow-runs/r1/pause': storedRun(),
  });
  paused.getByTestId('run-paused');
  fireEvent.click(paused.getByTestId('run-resume'));
  await waitFor(() => expect(paused.sent.map(({ method }) => method)).toContain('DELETE'));
  paused.getByLabelText('Connection lost, reconnecting …');
});

test('a run is cancelled after a question; one that has ended, or is another’s, offers nothing', async () => {
  const shown = await show(<RunBar run={storedRun(running)} isConnected />, {
    'PUT /api/v1/runs/r1/cancellation': storedRun(),
  });
  fireEvent.click(shown.getByTestId('run-cancel'));
  const dialog = await shown.findByRole('dialog');
  expect(shown.sent).toEqual([]);
  fireEvent.click(
    [...dialog.querySelectorAll('button')].find(({ textContent }) => textContent === 'Cancel run')!,
  );
  await waitFor(() => expect(shown.sent.map(({ path }) => path)).toContain('/api/v1/runs/r1/cancellation'));
  shown.unmount();
  const ended = await show(<RunBar run={storedRun()} isConnected />);
  expect(ended.queryByTestId('run-cancel')).toBeNull();
  ended.unmount();
  const other = await show(<RunBar run={storedRun(running)} isConnected />, {}, 'en', { ...ME, rules: [] });
  expect(other.queryByTestId('run-cancel')).toBeNull();
});

test('the overview tells the result, the input, and what it used', async () => {
  const { getByTestId } = await show(<RunOverview run={storedRun()} onPick={nothing} />);
  const text = getByTestId('run-overview').textContent ?? '';
  for (const part of ['Mended', '123', '0.0045', 'Started by hand', '2 sec']) expect(text).toContain(part);
});

test('a failed run leads to the node that failed, one that waits to what it waits for', async () => {
  const picked: string[] = [];
  const failed = storedRun({
    state: 'failed',
    error: { code: 'step_failed', message: 'It broke' },
    nodes: [nodeState('look', 'done'), nodeState('mend', 'failed')],
  });
  const { getByText, unmount } = await show(<RunOverview run={failed} onPick={(id) => picked.push(id)} />);
  fireEvent.click(getByText('Show the node'));
  unmount();
  const waiting = storedRun({ ...running, nodes: [nodeState('accept', 'waiting', { type: 'approval' })] });
  const shown = await show(<RunOverview run={waiting} onPick={(id) => picked.push(id)} />);
  shown.getByText(/A decision is needed/);
  fireEvent.click(shown.getByText('Show the node'));
  expect(picked).toEqual(['mend', 'accept']);
});

test('a paused run says why', async () => {
  const run = storedRun({ ...running, pausedAt: 1, pauseReason: 'Over budget' });
  const { getByText } = await show(<RunOverview run={run} onPick={nothing} />);
  getByText('Over budget');
});

function panel(id: string, state: ReturnType<typeof nodeState> | null, change = {}, answers = {}) {
  const run = storedRun({ nodes: state ? [state] : [], ...change });
  const given = { run, node: nodeOf(id), path: id, state, onEnter: nothing, onClose: nothing };
  return show(<NodePanel {...given} />, {
    [NODE]: {
      path: id,
      given: { type: 'agent', task: 'Mend it' },
      editable: ['task'],
      result: { text: 'Mended', files: [], data: null },
    },
    ...answers,
  });
}

test('a node shows what it was given and gave, without what says nothing', async () => {
  const { findByTestId, getByTestId } = await panel(
    'mend',
    nodeState('mend', 'done', { type: 'agent', runId: 'c1' }),
  );
  const result = await findByTestId('node-result');
  expect(result.textContent).toContain('Mended');
  expect(result.textContent).not.toContain('files');
  const given = getByTestId('node-given').textContent;
  expect(given).toContain('Mend it');
  expect(given).not.toContain('type');
  expect(getByTestId('node-panel').querySelector('a')?.getAttribute('href')).toBe('/runs/c1');
});

test('a node that failed says why, on which attempt', async () => {
  const error = { code: 'odd_code', message: 'The mast broke' };
  const { findByText, getByText } = await panel('mend', nodeState('mend', 'failed', { error, attempt: 3 }));
  await findByText('The mast broke');
  getByText('Attempt 3');
});

test('a node that has not begun asks the server nothing', async () => {
  const { getByTestId, sent } = await panel('mend', null, running);
  expect(getByTestId('node-state').dataset['state']).toBe('idle');
  expect(sent).toEqual([]);
});

test('a retry sends the node and only what was changed of its input', async () => {
  const { findByTestId, getByTestId, sent } = await panel(
    'mend',
    nodeState('mend', 'failed'),
    {},
    {
      'POST /api/v1/workflow-runs/r1/retries': { runId: 'r2' },
      [NODE]: {
        path: 'mend',
        given: { type: 'agent', agent: 'code', task: 'Mend it', context: { a: 1 } },
        editable: ['task', 'context'],
      },
    },
  );
  fireEvent.click(getByTestId('node-retry'));
  fireEvent.change(await findByTestId('value-task'), { target: { value: 'Mend it well' } });
  expect(document.querySelector('[data-testid="value-agent"]')).toBeNull();
  fireEvent.click(getByTestId('retry-start'));
  await waitFor(() =>
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({
      node: 'mend',
      edit: { task: 'Mend it well' },
    }),
  );
});

test('a retry that is refused keeps its form and tells why', async () => {
  const { findByTestId, getByTestId, findByRole } = await panel(
    'mend',
    nodeState('mend', 'failed'),
    {},
    {
      'POST /api/v1/workflow-runs/r1/retries': () => refusal(409, 'run_not_ended'),
    },
  );
  fireEvent.click(getByTestId('node-retry'));
  await findByTestId('value-task');
  fireEvent.click(getByTestId('retry-start'));
  expect((await findByRole('alert')).textContent).toContain('The run has not ended yet.');
});

test('an approval that waits is decided in place', async () => {
  const state = nodeState('accept', 'waiting', { type: 'approval', runId: 'a1' });
  const { findByTestId } = await panel('accept', state, running, {
    'GET /api/v1/approvals/a1': storedApproval(),
  });
  await findByTestId('approval-approve');
});

test('a map shows its rounds with their states and goes into one', async () => {
  const entered: (number | undefined)[] = [];
  const nodes = [
    nodeState('each', 'running'),
    nodeState('each[0].first', 'done'),
    nodeState('each[1].first', 'failed'),
  ];
  const run = storedRun({ ...running, nodes });
  const { getAllByTestId, getByTestId } = await show(
    <NodePanel
      run={run}
      node={nodeOf('each')}
      path="each"
      state={nodes[0]!}
      onEnter={(index) => entered.push(index)}
      onClose={nothing}
    />,
    { [NODE]: { path: 'each' } },
  );
  const rounds = getAllByTestId('round');
  expect(rounds.map((round) => round.getAttribute('aria-label'))).toEqual(['1: Done', '2: Failed']);
  fireEvent.click(rounds[1]!);
  fireEvent.click(getByTestId('enter'));
  expect(entered).toEqual([1, undefined]);
});

test('signals are sent with their payload, JSON where it is JSON', async () => {
  const run = storedRun(running);
  const node = { id: 'hold', type: 'wait' as const, signals: ['go', 'stop'] };
  const state = nodeState('hold', 'waiting', { type: 'wait' });
  const { getByTestId, getByLabelText, sent } = await show(
    <NodePanel run={run} node={node} path="hold" state={state} onEnter={nothing} onClose={nothing} />,
    {
      [NODE]: { path: 'hold' },
      'POST /api/v1/workflow-runs/r1/signals': () => new Response(null, { status: 202 }),
    },
  );
  const bodies = () => sent.filter(({ method }) => method === 'POST').map(({ body }) => body);
  fireEvent.click(getByTestId('signal-go'));
  await waitFor(() => expect(bodies()).toHaveLength(1));
  await waitFor(() => expect(getByTestId('signal-stop')).toHaveProperty('disabled', false));
  fireEvent.change(getByLabelText(/^Payload/), { target: { value: '{"speed": 5}' } });
  fireEvent.click(getByTestId('signal-stop'));
  await waitFor(() => expect(bodies()).toHaveLength(2));
  await waitFor(() => expect(getByTestId('signal-go')).toHaveProperty('disabled', false));
  fireEvent.change(getByLabelText(/^Payload/), { target: { value: 'full speed' } });
  fireEvent.click(getByTestId('signal-go'));
  await waitFor(() => expect(bodies()).toHaveLength(3));
  expect(bodies()).toEqual([
    { signal: 'go', payload: null },
    { signal: 'stop', payload: { speed: 5 } },
    { signal: 'go', payload: 'full speed' },
  ]);
});

test('foldText() gathers what an agent says and takes back what an earlier attempt said', () => {
  const fold = foldText();
  const say = (text: string, step = 'model-1', attempt = 1) =>
    fold.add({ sequence: 1, at: 0, type: 'text.delta', step, attempt, payload: { text } } as RunEvent);
  say('Ahoy');
  expect(say(' there')).toBe('Ahoy there');
  expect(say('Again', 'model-1', 2)).toBe('Again');
  expect(say('More', 'model-2')).toBe('Again\n\nMore');
  expect(
    fold.add({ sequence: 2, at: 0, type: 'step.started', step: 'x', attempt: 1, payload: {} } as RunEvent),
  ).toBe('Again\n\nMore');
});

test('changesOf() tells the keys whose values differ', () => {
  expect(changesOf({ a: 1, b: { c: 2 } }, { a: 1, b: { c: 3 }, d: 4 })).toEqual({ b: { c: 3 }, d: 4 });
});

test('a run has ended when it is done, failed or cancelled', () => {
  const ended = (['queued', 'running', 'waiting', 'done', 'failed', 'cancelled'] as const).filter((state) =>
    hasEnded({ state }),
  );
  expect(ended).toEqual(['done', 'failed', 'cancelled']);
});
