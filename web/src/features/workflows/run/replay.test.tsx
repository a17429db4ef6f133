import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Replay, WholeRun } from '../../../lib/api-types.ts';
import { sampleDraft } from '../../../testing/draft.ts';
import { ME, refusal, type Sent, show } from '../../../testing/render.tsx';
import { nodeState, page, storedRun, storedWorkflow } from '../../../testing/workflows.ts';
import { DraftReplayDialog } from './draft-replay-dialog.tsx';
import { ReplayDialog } from './replay-dialog.tsx';
import { RetryDialog } from './retry-dialog.tsx';
import { RunTimeLine } from './run-time-line.tsx';

const VERSIONS = 'GET /api/v1/workflows/w1/versions';
const REPLAY = 'POST /api/v1/workflow-runs/r1/replays';
const version = (number: number) => ({ version: number, hash: 'h', createdBy: 'me', createdAt: number });
const READER = { ...ME, rules: [{ action: ['read'], subject: ['Workflow', 'Run'], conditions: null }] };
const posted = (sent: Sent[], end: string) => sent.filter(({ path }) => path.endsWith(end));

const replayed = (change: Partial<Replay> = {}): Replay => ({
  nodes: [
    { path: 'look', outcome: 'same' },
    { path: 'mend', outcome: 'differs' },
    { path: 'each', outcome: 'gone' },
    { path: 'accept', outcome: 'new' },
  ],
  error: null,
  ...change,
});

const dialog = (replay: unknown, me: object = ME, versions = page(version(4), version(3), version(2))) =>
  show(
    <ReplayDialog run={storedRun()} onClose={() => undefined} />,
    {
      [VERSIONS]: versions,
      [REPLAY]: replay,
      'GET /api/v1/workflows/w1': storedWorkflow({ version: 4 }),
      'POST /api/v1/workflows/w1/runs': { runId: 'r9' },
    },
    'en',
    me,
  );

test('a run is held against the newest other version; what needs a look comes first, with what it means', async () => {
  const { findByTestId, getByText, sent } = await dialog(replayed());
  const list = await findByTestId('replayed-nodes');
  expect([...list.querySelectorAll('li')].map((row) => row.getAttribute('data-outcome'))).toEqual([
    'differs',
    'new',
    'gone',
    'same',
  ]);
  expect((await findByTestId('replay-verdict')).textContent).toBe('3 steps would be different.');
  getByText('Would be given something else: its result may change.');
  expect(posted(sent, '/replays')[0]?.body).toEqual({ version: 4 });
});

test('another version is chosen, and run with the same input', async () => {
  const { findByTestId, findByRole, getByTestId, sent } = await dialog(replayed());
  fireEvent.click(await findByTestId('replay-version'));
  fireEvent.click(await findByRole('option', { name: /^Version 2/, hidden: true }));
  await waitFor(() => expect(posted(sent, '/replays')).toHaveLength(2));
  await waitFor(() => expect(getByTestId('replay-run').textContent).toContain('version 2'));
  fireEvent.click(getByTestId('replay-run'));
  await waitFor(() => expect(posted(sent, '/w1/runs')).toHaveLength(1));
  expect(posted(sent, '/w1/runs')[0]?.body).toEqual({ input: { items: ['a', 'b'] }, version: 2 });
});

test('a change that makes no difference says so, and that the result is the same', async () => {
  const same = replayed({ nodes: [{ path: 'look', outcome: 'same' }], output: { mend: 'Mended' } });
  const { findByTestId } = await dialog(same);
  expect((await findByTestId('replay-verdict')).textContent).toContain('no difference');
  await findByTestId('replay-output-same');
});

test('another result stands beside the one on record', async () => {
  const { findByTestId } = await dialog(replayed({ output: { mend: 'Broken' } }));
  const outputs = await findByTestId('replay-outputs');
  within(outputs).getByText('Mended');
  within(outputs).getByText('Broken');
});

test('a version under which it would fail says how', async () => {
  const error = { code: 'expression_failed', message: 'There is no node of this name' };
  const { findByText } = await dialog(replayed({ error }));
  await findByText('It would fail');
  await findByText('There is no node of this name');
});

test('without another version the way to one is told', async () => {
  const { findByText, getByRole } = await dialog(replayed(), ME, page(version(3)));
  await findByText('There is no other version yet');
  expect(getByRole('link', { name: 'Open the workflow' }).getAttribute('href')).toBe('/workflows/w1');
});

test('who may only read compares, and is offered no run; a refusal is told', async () => {
  const { findByTestId, queryByTestId, unmount } = await dialog(replayed(), READER);
  await findByTestId('replay-verdict');
  expect(queryByTestId('replay-run')).toBeNull();
  unmount();
  const refused = await dialog(() => refusal(404, 'not_found'));
  await refused.findByRole('alert');
});

const RUN = storedRun({
  nodes: [
    nodeState('mend', 'done', { startedAt: 3_000, finishedAt: 4_500 }),
    nodeState('look', 'done', { startedAt: 1_000 }),
    nodeState('each[0].first', 'failed', { startedAt: 2_000 }),
    nodeState('accept', 'skipped', { startedAt: null }),
  ],
});

const timeLine = (run: WholeRun, me: object = ME, picked: string[] = []) =>
  show(
    <RunTimeLine run={run} onPick={(node) => picked.push(node)} />,
    { 'GET /api/v1/workflow-runs/r1/node': { path: 'mend', given: { task: 'Mend 1' }, editable: ['task'] } },
    'en',
    me,
  );

test('what happened is told in order; a click shows the node, or the map around it', async () => {
  const picked: string[] = [];
  const { getByTestId } = await timeLine(RUN, ME, picked);
  const rows = [...getByTestId('run-time-line').querySelectorAll('li')];
  expect(rows.map((row) => row.getAttribute('data-testid'))).toEqual([
    'happened-look',
    'happened-each[0].first',
    'happened-mend',
  ]);
  fireEvent.click(within(rows[1]!).getByText('each 1 · first'));
  expect(picked).toEqual(['each']);
});

test('a run that has ended branches off at any point, and says what is done anew and what is kept', async () => {
  const { getByTestId, findByTestId } = await timeLine(RUN);
  fireEvent.click(getByTestId('fork-mend'));
  fireEvent.click(await findByTestId('again-mend'));
  const plan = await findByTestId('retry-plan');
  expect(plan.textContent).toContain('Runs again: mend, accept');
  expect(plan.textContent).toContain('Taken over with its result: look');
});

test('a run that has ended goes on right after a node that ended, by the number of its last event', async () => {
  const nodes = [nodeState('look', 'done', { lastSequence: 7 }), nodeState('mend', 'running', {})];
  const { getByTestId, findByTestId, queryByTestId, sent } = await timeLine(storedRun({ nodes }));
  fireEvent.click(getByTestId('fork-look'));
  fireEvent.click(await findByTestId('after-look'));
  await waitFor(() => expect(posted(sent, '/forks')).toHaveLength(1));
  expect(posted(sent, '/forks')[0]?.body).toEqual({ after: 7 });
  fireEvent.click(getByTestId('fork-mend'));
  await findByTestId('again-mend');
  expect(queryByTestId('after-mend')).toBeNull();
});

test('a fork that is refused says why', async () => {
  const { getByTestId, findByTestId, findByRole } = await show(
    <RunTimeLine
      run={storedRun({ nodes: [nodeState('look', 'done', { lastSequence: 7 })] })}
      onPick={() => undefined}
    />,
    { 'POST /api/v1/workflow-runs/r1/forks': () => refusal(409, 'run_not_ended') },
  );
  fireEvent.click(getByTestId('fork-look'));
  fireEvent.click(await findByTestId('after-look'));
  await findByRole('alert');
});

test('what a step was given and would be given stand side by side', async () => {
  const compared = { was: { agent: 'code', task: 'Mend it' }, would: { agent: 'code', task: 'Break it' } };
  const { findByTestId } = await dialog(
    replayed({ nodes: [{ path: 'mend', outcome: 'differs', compared }] }),
  );
  const shown = await findByTestId('compared-mend');
  within(shown).getByText('Mend it');
  within(shown).getByText('Break it');
  expect(within(shown).queryByText('code')).toBeNull();
});

const drafting = (runs: unknown) =>
  show(<DraftReplayDialog workflowId="w1" draft={sampleDraft()} onClose={() => undefined} />, {
    'GET /api/v1/workflow-runs': runs,
    'GET /api/v1/workflow-runs/r1': storedRun(),
    [REPLAY]: replayed(),
  });

test('a draft is tried on the newest run that has ended', async () => {
  const live = storedRun({ id: 'r2', state: 'running' });
  const { findByTestId, sent } = await drafting(page(live, storedRun()));
  await findByTestId('replay-verdict');
  expect(posted(sent, '/replays')[0]?.body).toEqual({ definition: sampleDraft() });
});

test('without a run that has ended the way to one is told', async () => {
  const { findByText } = await drafting(page(storedRun({ state: 'running' })));
  await findByText('There is no run yet');
});

test('a run that is under way, or a reader, branches nothing off', async () => {
  const live = await timeLine({ ...RUN, state: 'running', finishedAt: null });
  expect(live.queryByTestId('fork-mend')).toBeNull();
  live.unmount();
  const reader = await timeLine(RUN, READER);
  expect(reader.queryByTestId('fork-mend')).toBeNull();
});

test('a long run is shown in parts', async () => {
  const nodes = Array.from({ length: 20 }, (_, n) => nodeState(`each[${n}].first`, 'done', { startedAt: n }));
  const { getByTestId, getByText } = await timeLine({ ...RUN, nodes });
  const count = () => getByTestId('run-time-line').querySelectorAll('li').length;
  expect(count()).toBe(12);
  fireEvent.click(getByText('Show all 20'));
  expect(count()).toBe(20);
});

test('nothing is kept where nothing else has ended', async () => {
  const { findByTestId } = await show(
    <RetryDialog run={storedRun({ nodes: [] })} path="look" onClose={() => undefined} />,
    { 'GET /api/v1/workflow-runs/r1/node': { path: 'look', given: { code: '1' }, editable: ['code'] } },
  );
  expect((await findByTestId('retry-plan')).textContent).not.toContain('Taken over');
});
