import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { storedAgent } from '../../testing/agents.ts';
import { type Answers, ME, refusal, show } from '../../testing/render.tsx';
import { meAs } from '../../testing/roles.ts';
import { storedBudget } from '../../testing/waits.ts';
import { page } from '../../testing/workflows.ts';
import { AgentBudget } from './agent-budget.tsx';
import { AgentFinder } from './agent-finder.tsx';
import { AgentState } from './agent-state.tsx';
import { AgentStatistics } from './agent-statistics.tsx';
import { AgentVersions } from './agent-versions.tsx';
import { AgentsPage } from './agents-page.tsx';

const OWN = storedAgent({ id: 'a1', name: 'Counsel', version: 2, instructions: 'Be long.' });
const CODE = storedAgent({ id: 'code', name: 'Code', builtIn: true });
const SOME: Answers = {
  'GET /api/v1/agents': { items: [CODE, OWN] },
  'GET /api/v1/tools': { items: [] },
  'GET /api/v1/models': page(),
  'GET /api/v1/knowledge/bases': page(),
  'GET /api/v1/members': page({ userId: 'me', name: 'Ada', role: 'admin' }),
};
const NO_RUNS = { runs: 0, successRate: null, p50Ms: null, p95Ms: null, tokens: 0, costMicros: 0 };

const match = (agentId: string, score: number, ...matched: string[]) => ({
  agentId,
  name: agentId,
  score,
  matched,
});

test('a task finds the agents that fit, the best first, with the words that speak for them', async () => {
  const { getByTestId, findAllByTestId, getAllByTestId, sent } = await show(
    <AgentFinder agents={[CODE, OWN]} />,
    {
      'POST /api/v1/agent-matches': {
        items: [match('a1', 3, 'contract', 'clause'), match('code', 1, 'review'), match('test', 0)],
      },
    },
  );
  expect(getByTestId('agent-find')).toHaveProperty('disabled', true);
  const field = getByTestId('agent-task');
  fireEvent.change(field, { target: { value: 'Review this contract' } });
  fireEvent.submit(field.closest('form')!);
  const found = await findAllByTestId('agent-match');
  expect(found.map((one) => one.textContent)).toEqual([
    'CounselBecause ofcontractclauseChat',
    'CodeBecause ofreviewChat',
  ]);
  expect(sent.at(-1)?.body).toEqual({ task: 'Review this contract' });
  const [first] = getAllByTestId('match-chat');
  expect(first?.getAttribute('href')).toBe('/chat?agent=a1&text=Review+this+contract');
  expect(first?.getAttribute('aria-label')).toBe('Chat with Counsel');
});

test('where no agent fits, it says so; a failure is told', async () => {
  const none = await show(<AgentFinder agents={[]} />, {
    'POST /api/v1/agent-matches': { items: [match('code', 0)] },
  });
  fireEvent.change(none.getByTestId('agent-task'), { target: { value: 'Sing' } });
  fireEvent.click(none.getByTestId('agent-find'));
  await none.findByText(/No agent says that it is good at this/);
  none.unmount();
  const failed = await show(<AgentFinder agents={[]} />, {
    'POST /api/v1/agent-matches': refusal(500, 'internal_error'),
  });
  fireEvent.change(failed.getByTestId('agent-task'), { target: { value: 'Sing' } });
  fireEvent.click(failed.getByTestId('agent-find'));
  await failed.findByRole('alert');
});

test('a viewer finds agents, but is offered no chat', async () => {
  const { getByTestId, findByTestId, queryByTestId } = await show(
    <AgentFinder agents={[CODE]} />,
    { 'POST /api/v1/agent-matches': { items: [match('code', 1, 'code')] } },
    'en',
    meAs('viewer'),
  );
  fireEvent.change(getByTestId('agent-task'), { target: { value: 'code' } });
  fireEvent.click(getByTestId('agent-find'));
  await findByTestId('agent-match');
  expect(queryByTestId('match-chat')).toBeNull();
});

test('statistics show success, times, tokens and cost of a span that can be changed', async () => {
  const { findByText, getByRole, getByText, sent } = await show(<AgentStatistics id="a1" />, {
    'GET /api/v1/agents/a1/statistics': {
      runs: 40,
      successRate: 0.975,
      p50Ms: 1_200,
      p95Ms: 9_000,
      tokens: 123_456,
      costMicros: 2_500_000,
    },
  });
  await findByText('97.5%');
  for (const text of ['40', '1.2 sec', '9 sec', '123,456', '$2.50']) getByText(text);
  fireEvent.click(getByRole('radio', { name: '7 days' }));
  await waitFor(() => expect(sent.filter(({ path }) => path.endsWith('/statistics')).length).toBe(2));
});

test('an agent that answered nothing has no figures, and a failure can be tried again', async () => {
  const none = await show(<AgentStatistics id="a1" />, { 'GET /api/v1/agents/a1/statistics': NO_RUNS });
  await none.findByText('No answers in this time');
  none.unmount();
  const failed = await show(<AgentStatistics id="a1" />, {
    'GET /api/v1/agents/a1/statistics': refusal(500, 'x'),
  });
  await failed.findByRole('alert');
});

test('each state says what it means; while it drains, how much is under way', async () => {
  const enabled = await show(<AgentState agent={OWN} mayEdit />, {});
  enabled.getByText('It can be chosen, and is picked where it fits.');
  enabled.unmount();
  const draining = storedAgent({ id: 'a1', state: 'draining' });
  const work = { underWay: 2, more: false };
  const busy = await show(<AgentState agent={draining} mayEdit />, { 'GET /api/v1/agents/a1/work': work });
  expect((await busy.findByText(/2 answers are under way/)).getAttribute('role')).toBe('status');
  busy.unmount();
  const done = await show(<AgentState agent={draining} mayEdit={false} />, {
    'GET /api/v1/agents/a1/work': { underWay: 0, more: false },
  });
  await done.findByText(/Nothing is under way any more/);
  expect(done.queryByTestId('agent-state')).toBeNull();
});

test('setting a state sends it', async () => {
  const { getByRole, sent } = await show(<AgentState agent={OWN} mayEdit />, {
    'PUT /api/v1/agents/a1/state': OWN,
  });
  fireEvent.click(getByRole('radio', { name: 'Draining' }));
  await waitFor(() => expect(sent.at(-1)).toMatchObject({ method: 'PUT', body: { state: 'draining' } }));
});

const VERSIONS: Answers = {
  ...SOME,
  'GET /api/v1/agents/a1/versions': {
    items: [
      { version: 2, createdBy: 'me', createdAt: 2_000 },
      { version: 1, createdBy: 'gone', createdAt: 1_000 },
    ],
  },
  'GET /api/v1/agents/a1': storedAgent({
    id: 'a1',
    name: 'Counsel',
    version: 1,
    instructions: 'Be brief.',
    modelId: 'm',
  }),
};

test('an earlier version shows what changed since, and is made the current one', async () => {
  const { findByTestId, getByTestId, queryByTestId, sent } = await show(
    <AgentVersions agent={OWN} mayEdit />,
    {
      ...VERSIONS,
      'PUT /api/v1/agents/a1/version': OWN,
    },
  );
  expect((await findByTestId('version-2')).closest('div')?.parentElement?.textContent).toContain(
    'the current one',
  );
  expect(queryByTestId('version-restore')).toBeNull();
  fireEvent.click(getByTestId('version-1'));
  const diff = await findByTestId('version-diff');
  expect(diff.querySelector('del')?.textContent).toBe('Be brief.');
  expect(diff.querySelector('ins')?.textContent).toBe('Be long.');
  expect(diff.textContent).toContain('Default of the workspace');
  fireEvent.click(getByTestId('version-restore'));
  await waitFor(() =>
    expect(sent.some(({ body }) => JSON.stringify(body) === '{"version":1,"baseVersion":2}')).toBe(true),
  );
  await waitFor(() => expect(queryByTestId('version-restore')).toBeNull());
});

test('who may only read sees versions and differences, and can not go back; a refusal is told', async () => {
  const reader = await show(<AgentVersions agent={OWN} mayEdit={false} />, VERSIONS);
  fireEvent.click(await reader.findByTestId('version-1'));
  await reader.findByTestId('version-diff');
  expect(reader.queryByTestId('version-restore')).toBeNull();
  reader.unmount();
  const late = await show(<AgentVersions agent={OWN} mayEdit />, {
    ...VERSIONS,
    'PUT /api/v1/agents/a1/version': refusal(409, 'agent_changed'),
  });
  fireEvent.click(await late.findByTestId('version-1'));
  fireEvent.click(await late.findByTestId('version-restore'));
  expect((await late.findByRole('alert')).textContent).toContain('newer version');
});

const ADMIN = meAs('admin');

test('the budget of an agent is shown, changed and taken away by who may', async () => {
  const { getByTestId, findByTestId, sent } = await show(
    <AgentBudget agent={OWN} />,
    {
      'GET /api/v1/budgets': page(
        storedBudget({ subjectId: 'other' }),
        storedBudget({ id: 'b2', subjectId: 'a1' }),
      ),
      'PUT /api/v1/budgets/b2/limits': storedBudget(),
      'DELETE /api/v1/budgets/b2': {},
    },
    'en',
    ADMIN,
  );
  expect((await findByTestId('bar-tokens')).textContent).toContain('900 of 1,000');
  fireEvent.click(getByTestId('budget-edit'));
  fireEvent.change(await findByTestId('limit-tokens'), { target: { value: '5000' } });
  fireEvent.click(getByTestId('budget-save'));
  await waitFor(() =>
    expect(sent.some(({ body }) => JSON.stringify(body) === '{"tokens":5000,"steps":50}')).toBe(true),
  );
  fireEvent.click(await findByTestId('budget-edit'));
  for (const field of ['limit-tokens', 'limit-steps'])
    fireEvent.change(getByTestId(field), { target: { value: '' } });
  fireEvent.click(getByTestId('budget-save'));
  await waitFor(() => expect(sent.some(({ method }) => method === 'DELETE')).toBe(true));
});

test('an agent without a budget gets one; others than administrators are offered nothing', async () => {
  const { findByTestId, getByTestId, sent, unmount } = await show(
    <AgentBudget agent={OWN} />,
    { 'GET /api/v1/budgets': page(), 'POST /api/v1/budgets': storedBudget() },
    'en',
    ADMIN,
  );
  fireEvent.click(await findByTestId('budget-edit'));
  expect(getByTestId('budget-save')).toHaveProperty('disabled', true);
  fireEvent.change(getByTestId('limit-costMicros'), { target: { value: '2' } });
  fireEvent.click(getByTestId('budget-save'));
  const body = { kind: 'agent', subjectId: 'a1', period: 'month', limits: { costMicros: 2_000_000 } };
  await waitFor(() => expect(sent.find(({ method }) => method === 'POST')?.body).toEqual(body));
  unmount();
  const developer = await show(<AgentBudget agent={OWN} />, {}, 'en', meAs('developer'));
  expect(developer.queryByTestId('agent-budget')).toBeNull();
});

test('the page lists agents with their state, opens one and shows it as it is now', async () => {
  let state = 'enabled';
  const { findByText, findAllByTestId, findByTestId, findByRole } = await show(<AgentsPage />, {
    ...SOME,
    'GET /api/v1/agents': () => ({ items: [CODE, { ...OWN, state }] }),
    'GET /api/v1/agents/a1/statistics': NO_RUNS,
    'GET /api/v1/agents/a1/work': { underWay: 1, more: false },
    'GET /api/v1/budgets': page(),
    'PUT /api/v1/agents/a1/state': () => {
      state = 'draining';
      return { ...OWN, state };
    },
  });
  const [, own] = await findAllByTestId('agent-card');
  fireEvent.click(own!);
  await findByTestId('agent-chat');
  fireEvent.click(await findByRole('radio', { name: 'Draining' }));
  await findByText(/1 answer is under way/);
  await findAllByTestId('agent-card');
  expect(document.querySelector('[data-testid=agent-chat]')).toBeNull();
});

test('agents that can not be read, and a workspace that is offline, are told with another try', async () => {
  let isUp = false;
  const { findByRole, findByText } = await show(
    <AgentsPage />,
    {
      ...SOME,
      'GET /api/v1/agents': () => (isUp ? { items: [OWN] } : Promise.reject(new TypeError('offline'))),
    },
    'en',
    ME,
  );
  await findByRole('alert');
  isUp = true;
  fireEvent.click(await findByRole('button', { name: 'Try again' }));
  await findByText('Counsel');
});
