import { fireEvent } from '@testing-library/react';
import { expect, test } from 'vitest';
import { storedBudget } from '../../../testing/automation.ts';
import { refusal, show } from '../../../testing/render.tsx';
import { page, storedRun } from '../../../testing/workflows.ts';
import { RunOverview } from './run-overview.tsx';

const BLOCKED = storedRun({
  state: 'waiting',
  finishedAt: null,
  blockedBy: [{ budgetId: 'b1', kind: 'agent', dimension: 'tokens', needed: 900 }],
});
const MEMBERS = page({ userId: 'bob', name: 'Bob', email: 'b@b', role: 'admin', joinedAt: 0 });
const overview = (answers: Record<string, unknown>, run = BLOCKED) =>
  show(<RunOverview run={run} onPick={() => undefined} />, {
    'GET /api/v1/members': MEMBERS,
    ...answers,
  });

test('a run at a cap says which and offers to raise it, with room for its next call proposed', async () => {
  const { findByTestId, getByTestId } = await overview({ 'GET /api/v1/budgets/b1': storedBudget() });
  expect((await findByTestId('run-blocked')).textContent).toContain('Agent · Tokens');
  fireEvent.click(await findByTestId('budget-raise'));
  await findByTestId('raise-save');
  expect((getByTestId('limit-tokens') as HTMLInputElement).value).toBe('2,300');
});

test('who may not even see the budget is told who can raise it', async () => {
  const { findByText, queryByTestId } = await overview({
    'GET /api/v1/budgets/b1': () => refusal(404, 'not_found'),
  });
  await findByText('Bob can raise it');
  expect(queryByTestId('budget-raise')).toBeNull();
});

test('a run that has ended waits for nothing', async () => {
  const { queryByTestId } = await overview({}, { ...BLOCKED, state: 'cancelled' });
  expect(queryByTestId('run-blocked')).toBeNull();
});
