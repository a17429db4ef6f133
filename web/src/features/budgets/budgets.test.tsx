import { fireEvent, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Budget } from '../../lib/api-types.ts';
import { storedBudget, storedWait } from '../../testing/automation.ts';
import { ME, refusal, type Sent, show } from '../../testing/render.tsx';
import { page } from '../../testing/workflows.ts';
import { BudgetsPage } from './budgets-page.tsx';

const NONE = { tokens: 0, costMicros: 0, steps: 0, seconds: 0 };
const MEMBERS = page(
  { userId: 'me', name: 'Ada', email: 'a@b', role: 'super_admin', joinedAt: 0 },
  { userId: 'bob', name: 'Bob', email: 'b@b', role: 'admin', joinedAt: 0 },
  { userId: 'cy', name: 'Cy', email: 'c@b', role: 'editor', joinedAt: 0 },
);
const READER = { ...ME, rules: [{ action: ['read'], subject: ['Budget', 'Run'], conditions: null }] };
const AGENTS = { items: [{ id: 'code', name: 'Code', description: '' }] };

/** The server with these budgets: the page asks for each kind by itself. */
function withBudgets(budgets: Budget[], more: Record<string, unknown> = {}) {
  return {
    'GET /api/v1/budgets': ({ query }: Sent) =>
      page(...budgets.filter(({ kind }) => kind === query.get('kind'))),
    'GET /api/v1/budgets/b1': budgets[0],
    'GET /api/v1/budget-waits': page(),
    'GET /api/v1/members': MEMBERS,
    'GET /api/v1/agents': AGENTS,
    ...more,
  };
}
const type = (field: HTMLElement, value: string) => fireEvent.change(field, { target: { value } });
const wrote = (sent: Sent[]) => sent.filter(({ method }) => method !== 'GET');

test('each budget says whose it is, what is used and held, and when it begins anew', async () => {
  const budgets = [
    storedBudget({
      limits: { tokens: 1_000, costMicros: 5_000_000, steps: null, seconds: null },
      used: { ...NONE, tokens: 250, costMicros: 1_230_000 },
      held: { ...NONE, tokens: 100 },
    }),
    storedBudget({ id: 'b2', kind: 'user', subjectId: 'cy', period: 'total' }),
    storedBudget({ id: 'b3', kind: 'agent', subjectId: 'code', period: 'day' }),
  ];
  const { findAllByTestId } = await show(<BudgetsPage />, withBudgets(budgets));
  const cards = await findAllByTestId('budget-card');
  await within(cards[1]!).findByText('Cy');
  await within(cards[2]!).findByText('Code');
  expect(cards[0]?.textContent).toContain('250 of 1,000 tokens');
  expect(cards[0]?.textContent).toContain('100 tokens reserved');
  expect(cards[0]?.textContent).toMatch(/\$1\.23 of \S*\$5\.00/);
  expect(within(cards[0]!).queryByTestId('bar-steps')).toBeNull();
  expect(cards[0]?.textContent).toContain('begins anew');
  expect(cards[1]?.textContent).not.toContain('begins anew');
});

test('who may not raise a budget is told who can', async () => {
  const { findByTestId, queryByTestId } = await show(
    <BudgetsPage />,
    withBudgets([storedBudget({ mayRaise: false })]),
    'en',
    READER,
  );
  expect((await findByTestId('budget-raisers')).textContent).toBe('Ada or Bob can raise it');
  expect(queryByTestId('budget-menu')).toBeNull();
  expect(queryByTestId('budget-new')).toBeNull();
});

test('a run that paused is let go on by raising what it waits for; twice of what it needs is proposed', async () => {
  const full = storedBudget({ used: { ...NONE, tokens: 990 }, waiting: 1 });
  const { findByTestId, getByTestId, sent } = await show(
    <BudgetsPage />,
    withBudgets([full], {
      'GET /api/v1/budget-waits': page(storedWait()),
      'PUT /api/v1/budgets/b1/limits': full,
    }),
  );
  const wait = await findByTestId('budget-wait');
  expect(wait.querySelector('a')?.getAttribute('href')).toBe('/workflows/runs/r1');
  fireEvent.click(within(wait).getByTestId('budget-raise'));
  expect(((await findByTestId('limit-tokens')) as HTMLInputElement).value).toBe('2,180');
  type(getByTestId('limit-tokens'), '500');
  getByTestId('still-full');
  type(getByTestId('limit-tokens'), '3000');
  type(getByTestId('limit-costMicros'), '2.5');
  fireEvent.click(getByTestId('raise-save'));
  await waitFor(() => expect(wrote(sent)).toHaveLength(1));
  expect(wrote(sent)[0]?.body).toEqual({ tokens: 3_000, costMicros: 2_500_000 });
});

test('a wait that is not one’s own to end tells whom to ask, a run of a chat leads to its log', async () => {
  const wait = storedWait({ procedure: 'chat.turn', label: null, mayRaise: false });
  const { findByTestId } = await show(
    <BudgetsPage />,
    withBudgets([], { 'GET /api/v1/budget-waits': page(wait) }),
  );
  const row = await findByTestId('budget-wait');
  expect(row.querySelector('a')?.getAttribute('href')).toBe('/runs/r1');
  expect(within(row).queryByTestId('budget-raise')).toBeNull();
  await within(row).findByText('Ada or Bob can raise it');
});

test('a budget of a person is made; a limit and the person are needed', async () => {
  const { findByTestId, findByText, findByRole, getByTestId, getByText, sent } = await show(
    <BudgetsPage />,
    withBudgets([], { 'POST /api/v1/budgets': storedBudget() }),
  );
  await findByText('Nothing is limited');
  fireEvent.click(getByTestId('budget-new'));
  fireEvent.click(getByText('Person'));
  fireEvent.click(await findByTestId('budget-save'));
  getByText('This is needed');
  getByText('At least one limit is needed');
  fireEvent.click(getByTestId('budget-subject'));
  fireEvent.click(await findByRole('option', { name: 'Cy', hidden: true }));
  type(getByTestId('limit-seconds'), '1.5');
  fireEvent.click(getByTestId('budget-save'));
  await waitFor(() => expect(wrote(sent)).toHaveLength(1));
  expect(wrote(sent)[0]?.body).toEqual({
    kind: 'user',
    subjectId: 'cy',
    period: 'month',
    limits: { seconds: 90 },
  });
});

test('that there is one already is told where one chooses', async () => {
  const { findByTestId, getByTestId, findByText, queryByTestId } = await show(
    <BudgetsPage />,
    withBudgets([], { 'POST /api/v1/budgets': () => refusal(409, 'budget_exists') }),
  );
  fireEvent.click(await findByTestId('budget-new'));
  type(await findByTestId('limit-steps'), '5');
  fireEvent.click(getByTestId('budget-save'));
  await findByText(/There is such a budget already/);
  expect(queryByTestId('form-problem')).toBeNull();
});

test('limits are changed and a budget is deleted from its menu', async () => {
  const { findByTestId, findByRole, getByTestId, sent } = await show(
    <BudgetsPage />,
    withBudgets([storedBudget()], {
      'PUT /api/v1/budgets/b1/limits': storedBudget(),
      'DELETE /api/v1/budgets/b1': new Response(null, { status: 204 }),
    }),
  );
  fireEvent.click(await findByTestId('budget-menu'));
  fireEvent.click(await findByTestId('budget-change'));
  expect(((await findByTestId('limit-tokens')) as HTMLInputElement).value).toBe('1,000');
  type(getByTestId('limit-tokens'), '');
  fireEvent.click(getByTestId('raise-save'));
  expect(wrote(sent)).toEqual([]);
  type(getByTestId('limit-tokens'), '10');
  fireEvent.click(getByTestId('raise-save'));
  await waitFor(() => expect(wrote(sent)).toHaveLength(1));
  fireEvent.click(await findByTestId('budget-menu'));
  fireEvent.click(await findByTestId('budget-delete'));
  const dialog = await findByRole('dialog', { name: 'Delete this budget?' });
  fireEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(wrote(sent)[1]?.method).toBe('DELETE'));
});

test('budgets of runs are a list of their own, each with the way to its run', async () => {
  const own = storedBudget({ kind: 'run', subjectId: 'r7', period: 'total' });
  const { findByText, findByTestId } = await show(
    <BudgetsPage />,
    withBudgets([own], {
      'GET /api/v1/runs/r7': { id: 'r7', procedure: 'workflows.run', label: 'Harbour', state: 'done' },
    }),
  );
  await findByText('Nothing is limited');
  fireEvent.click(await findByText('Single runs'));
  const name = await findByText('Harbour');
  expect(name.getAttribute('href')).toBe('/workflows/runs/r7');
  expect((await findByTestId('budget-card')).textContent).toContain('Altogether');
});

test('a list that can not be read says so, in the language of the reader', async () => {
  const answers = withBudgets([], { 'GET /api/v1/budgets': () => refusal(500, 'internal_error') });
  const { findByRole } = await show(<BudgetsPage />, answers, 'zh-CN');
  expect((await findByRole('alert')).textContent).toMatch(/\p{Script=Han}/u);
});
