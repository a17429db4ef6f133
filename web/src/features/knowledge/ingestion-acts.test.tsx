import { fireEvent, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { refusal, show } from '../../testing/render.tsx';
import { IngestionActs } from './ingestion-acts.tsx';

test('nothing is offered where all is ready', async () => {
  const { queryByRole } = await show(<IngestionActs baseId="b1" counts={{ pending: 0, failed: 0 }} />);
  expect(queryByRole('button')).toBeNull();
});

test('all that is being read is stopped', async () => {
  const { getByTestId, queryByTestId, sent } = await show(
    <IngestionActs baseId="b1" counts={{ pending: 1, failed: 0 }} />,
    { 'PUT /api/v1/knowledge/bases/b1/cancellation': { documents: 1 } },
  );
  expect(queryByTestId('retry-all')).toBeNull();
  fireEvent.click(getByTestId('cancel-all'));
  await waitFor(() => expect(sent.map(({ method }) => method)).toEqual(['PUT']));
});

test('all that failed is read again, and a refusal is told', async () => {
  const { getByTestId, findByRole, queryByTestId } = await show(
    <IngestionActs baseId="b1" counts={{ pending: 0, failed: 1 }} />,
    { 'POST /api/v1/knowledge/bases/b1/retries': () => refusal(429, 'workspace_queue_full') },
  );
  expect(queryByTestId('cancel-all')).toBeNull();
  fireEvent.click(getByTestId('retry-all'));
  expect((await findByRole('alert')).textContent).toContain('Too much of this workspace is waiting already');
});
