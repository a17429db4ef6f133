import { fireEvent, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { type Answers, refusal, type Sent, show } from '../../../testing/render.tsx';
import { approvalPart, budgetPart, storedBudget } from '../../../testing/waits.ts';
import { page, storedApproval } from '../../../testing/workflows.ts';
import { Notice } from './notice.tsx';
import type { WaitPart } from './wait-part.ts';

const member = (userId: string, name: string, role: string) => ({
  userId,
  name,
  email: `${userId}@example.org`,
  role,
  joinedAt: 0,
});
const MEMBERS = page(
  member('me', 'Ada', 'admin'),
  member('u2', 'Grace', 'admin'),
  member('u3', 'Linus', 'editor'),
);
const ASKED = storedApproval({
  payload: { name: 'note.txt', content: 'hello' },
  expiresAt: Date.now() + 3_600_000,
});

const open = (part: WaitPart, answers: Answers, language: 'en' | 'zh-CN' = 'en') =>
  show(<Notice part={part} isLive />, { 'GET /api/v1/members': MEMBERS, ...answers }, language);
const writes = (sent: readonly Sent[]) =>
  sent.filter(({ method }) => method !== 'GET').map(({ method, path, body }) => [method, path, body]);

test('a wait at a budget says what is used up, and is raised right there', async () => {
  const { findByTestId, findByText, getByRole, getByTestId, sent } = await open(budgetPart(), {
    'GET /api/v1/budgets/b1': storedBudget(),
    'PUT /api/v1/budgets/b1/limits': storedBudget(),
  });
  await findByText('Waiting: the budget of the agent has reached its limit');
  expect(getByRole('status').textContent).toContain('reached its limit');
  await findByText(/900 tokens of 1,000 tokens used/);
  expect(getByRole('link', { name: 'Budgets' }).getAttribute('href')).toBe('/budgets');
  expect(await findByTestId('raise-limit')).toHaveProperty('value', '4,200');
  fireEvent.change(getByTestId('raise-limit'), { target: { value: '5000' } });
  fireEvent.click(getByTestId('raise'));
  const limits = { tokens: 5_000, costMicros: null, steps: 50, seconds: null };
  await waitFor(() => expect(writes(sent)).toEqual([['PUT', '/api/v1/budgets/b1/limits', limits]]));
});

test('Enter raises; a limit that changes nothing cannot be sent', async () => {
  const { findByTestId, getByTestId, getByText, sent } = await open(budgetPart(), {
    'GET /api/v1/budgets/b1': storedBudget(),
    'PUT /api/v1/budgets/b1/limits': storedBudget(),
  });
  const field = await findByTestId('raise-limit');
  fireEvent.change(field, { target: { value: '1000' } });
  getByText('More than is used and than the limit so far');
  expect(getByTestId('raise')).toHaveProperty('disabled', true);
  fireEvent.submit(field.closest('form')!);
  expect(writes(sent)).toEqual([]);
  fireEvent.change(field, { target: { value: '1001' } });
  fireEvent.submit(field.closest('form')!);
  await waitFor(() => expect(writes(sent).length).toBe(1));
});

test('money is shown and raised in dollars, and sent in millionths', async () => {
  const money = { dimension: 'costMicros' as const, limit: 500_000, used: 490_000 };
  const { findByTestId, findByText, getByTestId, sent } = await open(budgetPart(money), {
    'GET /api/v1/budgets/b1': storedBudget({
      limits: { tokens: null, costMicros: 500_000, steps: null, seconds: null },
      used: { tokens: 0, costMicros: 490_000, steps: 0, seconds: 0 },
    }),
    'PUT /api/v1/budgets/b1/limits': storedBudget(),
  });
  await findByText(/\$0\.49 of \$0\.50 used/);
  expect(await findByTestId('raise-limit')).toHaveProperty('value', '1');
  fireEvent.change(getByTestId('raise-limit'), { target: { value: '1.25' } });
  fireEvent.click(getByTestId('raise'));
  await waitFor(() => expect(writes(sent)[0]?.[2]).toMatchObject({ costMicros: 1_250_000 }));
});

test('who may not raise is told who can, and is offered nothing', async () => {
  const { findByText, queryByTestId } = await open(budgetPart(), {
    'GET /api/v1/budgets/b1': storedBudget({ mayRaise: false }),
  });
  await findByText('This can be raised by Ada or Grace.');
  expect(queryByTestId('raise')).toBeNull();
});

test('a budget that may not be read is still explained', async () => {
  const { findByText } = await open(budgetPart({ raisers: ['owner', 'super_admin'] }), {
    'GET /api/v1/budgets/b1': refusal(404, 'not_found'),
  });
  await findByText(/900 tokens of 1,000 tokens used/);
  await findByText('This can be raised by Owner or the person who asked.');
});

test('what calls under way hold counts as used', async () => {
  const held = { tokens: 50, costMicros: 0, steps: 0, seconds: 0 };
  const { findByText } = await open(budgetPart(), { 'GET /api/v1/budgets/b1': storedBudget({ held }) });
  await findByText(/950 tokens of 1,000 tokens used/);
});

test('a raise that the server refuses is told, and can be tried again', async () => {
  const { findByTestId, findByRole, getByTestId } = await open(budgetPart(), {
    'GET /api/v1/budgets/b1': storedBudget(),
    'PUT /api/v1/budgets/b1/limits': refusal(403, 'forbidden'),
  });
  fireEvent.click(await findByTestId('raise'));
  await findByRole('alert');
  expect(getByTestId('raise')).toHaveProperty('disabled', false);
});

test('a call that waits shows its tool and exact arguments, and is approved right there', async () => {
  const { findByText, findByTestId, getByText, sent } = await open(approvalPart(), {
    'GET /api/v1/approvals/a1': ASKED,
    'POST /api/v1/approvals/a1/votes': ASKED,
  });
  await findByText('Waiting for a decision: Write file');
  await findByText('note.txt');
  getByText('hello');
  getByText(/Expires/);
  fireEvent.click(await findByTestId('approval-approve'));
  const vote = { vote: 'approve', payloadHash: 'hash-1' };
  await waitFor(() => expect(writes(sent)).toEqual([['POST', '/api/v1/approvals/a1/votes', vote]]));
});

test('its arguments can be edited before they are approved, and it can be rejected with a reason', async () => {
  const { findByTestId, getByTestId, sent } = await open(approvalPart(), {
    'GET /api/v1/approvals/a1': ASKED,
    'POST /api/v1/approvals/a1/votes': ASKED,
  });
  fireEvent.click(await findByTestId('approval-edit'));
  fireEvent.change(getByTestId('value-content'), { target: { value: 'bye' } });
  fireEvent.click(getByTestId('approval-approve'));
  await waitFor(() =>
    expect(writes(sent)[0]?.[2]).toMatchObject({ payload: { name: 'note.txt', content: 'bye' } }),
  );
  await waitFor(() => expect(getByTestId('approval-reject')).toHaveProperty('disabled', false));
  fireEvent.change(getByTestId('approval-comment'), { target: { value: 'Not this file' } });
  fireEvent.click(getByTestId('approval-reject'));
  await waitFor(() =>
    expect(writes(sent)[1]?.[2]).toMatchObject({ vote: 'reject', comment: 'Not this file' }),
  );
});

test('who may not decide sees the call and who can decide', async () => {
  const { findByText, queryByTestId } = await open(approvalPart(), {
    'GET /api/v1/approvals/a1': { ...ASKED, mayDecide: false },
  });
  await findByText('This can be decided by Ada, Grace, or the person who asked.');
  await findByText('note.txt');
  expect(queryByTestId('approval-approve')).toBeNull();
});

test('a question that is written only a moment later is waited for', async () => {
  let reads = 0;
  const { findByTestId } = await open(approvalPart(), {
    'GET /api/v1/approvals/a1': () => (++reads === 1 ? refusal(404, 'not_found') : ASKED),
  });
  await findByTestId('approval-approve', {}, { timeout: 5_000 });
});

const PAST: [WaitPart, string][] = [
  [budgetPart({ raised: true }), 'Went on once the budget of the agent was raised'],
  [budgetPart({ kind: 'run' }), 'Waited for the budget of this answer until it was stopped'],
  [approvalPart({ state: 'approved', by: ['u2'] }), 'Grace approved: Write file'],
  [approvalPart({ state: 'approved', by: ['u2'], changed: true }), 'Grace approved with changes: Write file'],
  [
    approvalPart({ state: 'rejected', by: ['u2'], comment: 'Not now' }),
    'Grace rejected: Write file “Not now”',
  ],
  [approvalPart({ state: 'rejected', by: ['gone'] }), 'Somebody rejected: Write file'],
  [approvalPart({ state: 'expired' }), 'Nobody decided in time: Write file'],
  [approvalPart({ tool: 'their_tool' }), 'Stopped before anybody decided: their_tool'],
];

for (const [part, text] of PAST) {
  test(`what is over is one quiet line: ${text}`, async () => {
    const { findByText, queryByTestId } = await show(<Notice part={part} isLive={false} />, {
      'GET /api/v1/members': MEMBERS,
    });
    await findByText(text);
    expect(queryByTestId('raise') ?? queryByTestId('approval-approve')).toBeNull();
  });
}

function Deciding() {
  const [part, setPart] = useState(approvalPart());
  return (
    <>
      <Notice part={part} isLive />
      <button type="button" onClick={() => setPart(approvalPart({ state: 'approved', by: ['me'] }))}>
        the log says so
      </button>
    </>
  );
}

test('after a decision by keyboard the focus stays at the line that takes the form’s place', async () => {
  const { findByTestId, getByText, findByText, getByTestId } = await show(<Deciding />, {
    'GET /api/v1/members': MEMBERS,
    'GET /api/v1/approvals/a1': ASKED,
  });
  (await findByTestId('approval-approve')).focus();
  fireEvent.click(getByText('the log says so'));
  await findByText('Ada approved: Write file');
  expect(document.activeElement).toBe(getByTestId('notice'));
});

test('a reader who is elsewhere keeps the focus', async () => {
  const { findByTestId, getByText, findByText } = await show(<Deciding />, {
    'GET /api/v1/members': MEMBERS,
    'GET /api/v1/approvals/a1': ASKED,
  });
  await findByTestId('approval-approve');
  getByText('the log says so').focus();
  fireEvent.click(getByText('the log says so'));
  await findByText('Ada approved: Write file');
  expect(document.activeElement).toBe(getByText('the log says so'));
});

test('a wait is explained in Chinese, too', async () => {
  const { findByText } = await open(
    budgetPart({ kind: 'workspace' }),
    { 'GET /api/v1/budgets/b1': storedBudget({ mayRaise: false }) },
    'zh-CN',
  );
  await findByText('等待中：工作区的预算已达上限');
  await findByText('可由 Ada或Grace 提高。');
});
