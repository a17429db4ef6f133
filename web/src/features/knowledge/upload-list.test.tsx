import { fireEvent } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { show } from '../../testing/render.tsx';
import { UploadList } from './upload-list.tsx';
import type { UploadQueue } from './upload-queue.ts';
import type { SameName } from './use-uploads.ts';

const item = (key: number, error: unknown = null) => ({ key, name: `f${key}.md`, size: 1, share: 0, error });

function queueOf() {
  const queue = { stop: vi.fn(), dismiss: vi.fn() };
  return { ...queue, queue: queue as unknown as UploadQueue<SameName> };
}

test('thousands of files are a sum and the few that travel, and what waits can be given up', async () => {
  const { queue, stop } = queueOf();
  const { getByTestId, getAllByTestId } = await show(
    <UploadList
      queue={queue}
      items={[item(1), item(2), item(3)]}
      total={10_000}
      sent={2_500}
      waiting={7_497}
    />,
  );
  expect(getByTestId('upload-sum').textContent).toContain('2,500 of 10,000 sent');
  expect(getAllByTestId('upload-row').length).toBe(3);
  fireEvent.click(getByTestId('upload-stop'));
  expect(stop).toHaveBeenCalledOnce();
});

test('of many failures some are shown, the others counted, and each can be put away', async () => {
  const { queue, dismiss } = queueOf();
  const items = Array.from({ length: 25 }, (_, index) => item(index, new Error('torn')));
  const { getAllByTestId, getAllByRole, getByText, queryByTestId } = await show(
    <UploadList queue={queue} items={items} total={25} sent={0} waiting={0} />,
  );
  expect(getAllByTestId('upload-row').length).toBe(20);
  getByText('and 5 more');
  expect(queryByTestId('upload-stop')).toBeNull();
  fireEvent.click(getAllByRole('button', { name: 'Dismiss' })[0]!);
  expect(dismiss).toHaveBeenCalledWith(0);
});

test('nothing is shown where nothing travels', async () => {
  const { queryByTestId } = await show(
    <UploadList queue={queueOf().queue} items={[]} total={0} sent={0} waiting={0} />,
  );
  expect(queryByTestId('upload-sum')).toBeNull();
  expect(queryByTestId('upload-row')).toBeNull();
});
