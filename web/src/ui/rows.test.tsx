import { fireEvent } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { show } from '../testing/render.tsx';
import { MoreButton, RowLink, Rows } from './rows.tsx';

test('a row leads to its page and shows what it is and what belongs to it', async () => {
  const { getByTestId } = await show(
    <Rows>
      <RowLink to="/runs/r1" main="Harbour report" testId="row">
        Done
      </RowLink>
    </Rows>,
  );
  const row = getByTestId('row');
  expect(row.getAttribute('href')).toBe('/runs/r1');
  expect(row.textContent).toBe('Harbour reportDone');
});

test('more is offered only while there is more', async () => {
  const fetchNextPage = vi.fn(async () => undefined);
  const some = await show(
    <MoreButton of={{ hasNextPage: true, isFetchingNextPage: false, fetchNextPage }} />,
  );
  fireEvent.click(some.getByRole('button', { name: 'Show more' }));
  expect(fetchNextPage).toHaveBeenCalledTimes(1);
  some.unmount();
  const none = await show(
    <MoreButton of={{ hasNextPage: false, isFetchingNextPage: false, fetchNextPage }} />,
  );
  expect(none.queryByRole('button')).toBeNull();
});
