import { within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { OpenRun, OpenTask, WorkState } from '../../../lib/api-types.ts';
import { refusal, show } from '../../../testing/render.tsx';
import { NowPage } from './now-page.tsx';

const POOL = { pool: '', size: 4, min: 1, max: 8, busy: 3, queued: 0, oldestWaitMs: 0 };

const state = (change: Partial<WorkState> = {}): WorkState => ({
  at: 1_000,
  truncated: false,
  queued: 0,
  running: 0,
  waiting: 0,
  tasks: [],
  runs: [],
  agents: [],
  pools: [POOL],
  ...change,
});

const task = (change: Partial<OpenTask> = {}): OpenTask => ({
  runId: 't1',
  rootId: 'r1',
  procedure: 'workflows.task',
  label: 'Write it',
  node: 'write',
  state: 'running',
  agentId: 'code',
  modelId: null,
  pool: '',
  priority: 'normal',
  createdAt: 0,
  startedAt: 0,
  ageMs: 65_000,
  pausedAt: null,
  cancelRequestedAt: null,
  expectedAt: null,
  sureness: null,
  ...change,
});

const run = (change: Partial<OpenRun> = {}): OpenRun => ({
  runId: 'r1',
  workflowId: 'w1',
  workflowName: 'Harbour report',
  version: 2,
  state: 'running',
  startedAt: 0,
  pausedAt: null,
  cancelRequestedAt: null,
  progress: 0.5,
  expectedAt: null,
  nodes: { done: 2, running: 1, idle: 1 },
  ...change,
});

const page = (change: Partial<WorkState> = {}) =>
  show(<NowPage />, { 'GET /api/v1/workflow-state': state(change) });

test('when nothing runs the page says what would show up, and still shows the workers', async () => {
  const { findByText, getByRole, getByTestId } = await page();
  await findByText('Nothing is running');
  expect(getByRole('link', { name: 'To the workflows' }).getAttribute('href')).toBe('/workflows');
  expect(getByTestId('now-pool').textContent).toContain('3 of 4 busy');
  expect(getByTestId('now-pool').textContent).toContain('Between 1 and 8');
});

test('workers whose number is fixed are not said to grow', async () => {
  const { findByTestId } = await page({ pools: [{ ...POOL, min: 4, max: 4 }] });
  expect((await findByTestId('now-pool')).textContent).not.toContain('Between');
});

test('runs tell how far they are and by when they are expected to end', async () => {
  const at = new Date(2026, 0, 1, 14, 32).getTime();
  const { findAllByTestId, getByTestId } = await page({
    running: 2,
    runs: [
      run({ expectedAt: at }),
      run({ runId: 'r2', pausedAt: 5 }),
      run({ runId: 'r3', cancelRequestedAt: 5 }),
    ],
  });
  const rows = await findAllByTestId('now-run');
  expect(rows[0]?.querySelector('a')?.getAttribute('href')).toBe('/workflows/runs/r1');
  expect(rows[0]?.textContent).toContain('2 of 4 steps');
  expect(rows[0]?.textContent).toMatch(/Done by about \d+:32/);
  within(rows[0]!).getByRole('progressbar', { name: '50 % done' });
  expect(rows[1]?.textContent).toContain('Paused');
  expect(rows[1]?.querySelector('[data-testid="expected"]')).toBeNull();
  expect(rows[2]?.textContent).toContain('Being cancelled');
  expect(getByTestId('now-counts').textContent).toContain('2Running');
});

test('tasks tell who does them, how urgent they are and since when; one of others has no label', async () => {
  const agents = [{ agentId: 'code', name: 'code', queued: 0, running: 1, waiting: 0, restsUntil: null }];
  const { findAllByTestId } = await page({
    agents,
    runs: [run(), run({ runId: 'r9' })],
    tasks: [
      task({ priority: 'high', expectedAt: 5_000, sureness: 0.9 }),
      task({ runId: 't2', label: null, agentId: null, expectedAt: 5_000, sureness: 0.1 }),
      task({ runId: 'r9', rootId: 'r9', procedure: 'workflows.run', label: 'Harbour', agentId: null }),
      task({ runId: 't3', rootId: 'elsewhere', agentId: null }),
    ],
  });
  const rows = await findAllByTestId('now-task');
  expect(rows[0]?.textContent).toContain('Write it');
  expect(rows[0]?.textContent).toContain('Code');
  expect(rows[0]?.textContent).toContain('High');
  expect(rows[0]?.textContent).toContain('for 1 min 5 sec');
  expect(rows[0]?.textContent).toContain('Done by about');
  expect(rows[1]?.textContent).toContain('Perhaps done by');
  expect(rows.map((row) => row.querySelector('a')?.getAttribute('href'))).toEqual([
    '/runs/t1',
    '/runs/t2',
    '/runs/t3',
  ]);
  expect(rows[0]?.textContent).toContain('Harbour report');
});

test('an agent that rests says until when, a pool with a queue how long the oldest waits', async () => {
  const agents = [
    { agentId: 'own', name: 'Own agent', queued: 2, running: 0, waiting: 1, restsUntil: 9_000 },
  ];
  const { findByTestId, getAllByTestId } = await page({
    agents,
    tasks: [task()],
    pools: [
      { ...POOL, pool: 'gpu', queued: 3, oldestWaitMs: 12_000 },
      { ...POOL, pool: 'agent:creative' },
    ],
    truncated: true,
  });
  const agent = await findByTestId('now-agent');
  expect(agent.textContent).toMatch(/Own agent.*Rests until/);
  expect(agent.textContent).toContain('Queued 2');
  expect(agent.textContent).not.toContain('Running');
  const pools = getAllByTestId('now-pool').map(({ textContent }) => textContent);
  expect(pools[0]).toContain('gpu');
  expect(pools[0]).toContain('3 wait, the oldest 12 sec');
  expect(pools[1]).toContain('For Creative');
});

test('a state that can not be read says so, in the language of the reader', async () => {
  const answers = { 'GET /api/v1/workflow-state': () => refusal(500, 'internal_error') };
  const { findByRole } = await show(<NowPage />, answers, 'zh-CN');
  expect((await findByRole('alert')).textContent).toMatch(/\p{Script=Han}/u);
});
