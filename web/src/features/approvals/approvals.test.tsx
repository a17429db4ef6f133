import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { refusal, type Sent, show } from '../../testing/render.tsx';
import { page, storedApproval } from '../../testing/workflows.ts';
import { ApprovalsPage } from './approvals-page.tsx';

const COUNT = { 'GET /api/v1/approval-count': { pending: 1 } };
const MEMBERS = page({
  userId: 'u2',
  name: 'Grace',
  email: 'grace@example.org',
  role: 'editor',
  joinedAt: 0,
});
const votes = (sent: readonly Sent[]) =>
  sent.filter(({ path }) => path.endsWith('/votes')).map(({ body }) => body);

test('an approval shows what is asked, on what, and leads to the run that waits', async () => {
  const { findByTestId, getByText, getByRole } = await show(<ApprovalsPage />, {
    ...COUNT,
    'GET /api/v1/approvals': page(storedApproval({ expiresAt: Date.now() + 60_000 })),
  });
  const card = await findByTestId('approval');
  expect(card.textContent).toContain('Is this right?');
  getByText('print(1)');
  getByText(/^Expires/);
  expect(getByRole('link', { name: 'Bug fix' }).getAttribute('href')).toBe('/workflows/runs/r1');
  getByText('Waiting (1)');
});

test('a decision names exactly what was seen, with its comment', async () => {
  const { findByTestId, getByTestId, sent } = await show(<ApprovalsPage />, {
    ...COUNT,
    'GET /api/v1/approvals': page(storedApproval()),
    'POST /api/v1/approvals/a1/votes': storedApproval({ state: 'rejected' }),
  });
  fireEvent.change(await findByTestId('approval-comment'), { target: { value: '  not like this ' } });
  fireEvent.click(getByTestId('approval-reject'));
  await waitFor(() =>
    expect(votes(sent)).toEqual([{ vote: 'reject', payloadHash: 'hash-1', comment: 'not like this' }]),
  );
});

test('what may be changed is changed field by field, and only an approval carries the change', async () => {
  const { findByTestId, getByTestId, getByText, sent } = await show(<ApprovalsPage />, {
    ...COUNT,
    'GET /api/v1/approvals': page(storedApproval()),
    'POST /api/v1/approvals/a1/votes': storedApproval({ state: 'approved' }),
  });
  fireEvent.click(await findByTestId('approval-edit'));
  fireEvent.change(getByTestId('value-lines'), { target: { value: 'many' } });
  getByText('This is not valid JSON');
  expect(getByTestId('approval-approve')).toHaveProperty('disabled', true);
  fireEvent.change(getByTestId('value-lines'), { target: { value: '4' } });
  fireEvent.change(getByTestId('value-mend'), { target: { value: 'print(2)' } });
  fireEvent.click(getByTestId('approval-approve'));
  await waitFor(() =>
    expect(votes(sent)).toEqual([
      { vote: 'approve', payloadHash: 'hash-1', payload: { mend: 'print(2)', lines: 4 } },
    ]),
  );
});

test('what may not be changed offers no change', async () => {
  const { findByTestId, queryByTestId } = await show(<ApprovalsPage />, {
    ...COUNT,
    'GET /api/v1/approvals': page(storedApproval({ editable: false })),
  });
  await findByTestId('approval-approve');
  expect(queryByTestId('approval-edit')).toBeNull();
});

test('a decision that came too late is told, and the list is read again', async () => {
  let state: 'pending' | 'approved' = 'pending';
  const { findByTestId, findByText, sent } = await show(<ApprovalsPage />, {
    ...COUNT,
    'GET /api/v1/approvals': () => page(storedApproval({ state })),
    'POST /api/v1/approvals/a1/votes': () => {
      state = 'approved';
      return refusal(409, 'approval_decided');
    },
  });
  const reads = () =>
    sent.filter(({ method, path }) => method === 'GET' && path === '/api/v1/approvals').length;
  const button = await findByTestId('approval-approve');
  const before = reads();
  fireEvent.click(button);
  await waitFor(() => expect(reads()).toBeGreaterThan(before));
  await findByText('Nothing waits for a decision');
});

test('where two have to approve, it shows who has, and asks nobody twice', async () => {
  const vote = { userId: 'u2', vote: 'approve' as const, comment: 'Fine', createdAt: Date.now() };
  const { findByTestId, findByText, queryByTestId, getByText } = await show(<ApprovalsPage />, {
    ...COUNT,
    'GET /api/v1/members': MEMBERS,
    'GET /api/v1/approvals': page(storedApproval({ votesNeeded: 2, votes: [vote], mayDecide: false })),
  });
  await findByText(/Grace approved/);
  expect((await findByTestId('approval-votes')).textContent).toContain('1 of 2 approvals given');
  getByText('This decision is up to others.');
  expect(queryByTestId('approval-approve')).toBeNull();
});

test('what was decided has a tab of its own', async () => {
  const { findByTestId, findByText, getByTestId, getAllByTestId } = await show(<ApprovalsPage />, {
    'GET /api/v1/approval-count': { pending: 0 },
    'GET /api/v1/approvals': page(
      storedApproval({ state: 'approved', mayDecide: false }),
      storedApproval({ id: 'a2', state: 'expired', mayDecide: false }),
    ),
  });
  await findByText('Nothing waits for a decision');
  fireEvent.click(getByTestId('approvals-decided'));
  await findByTestId('approvals-decided');
  await waitFor(() =>
    expect(getAllByTestId('approval').map(({ dataset }) => dataset['state'])).toEqual([
      'approved',
      'expired',
    ]),
  );
});

test('an inbox that can not be read says so', async () => {
  const { findByRole } = await show(<ApprovalsPage />, {
    ...COUNT,
    'GET /api/v1/approvals': () => refusal(500, 'internal_error'),
  });
  await findByRole('alert');
});
