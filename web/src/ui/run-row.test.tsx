import { IconTimeline } from '@tabler/icons-react';
import { expect, test } from 'vitest';
import { show } from '../testing/render.tsx';
import { PagedRows } from './paged-rows.tsx';
import { RunRow } from './run-row.tsx';
import { EmptyState } from './states.tsx';

const row = (run: Parameters<typeof RunRow>[0]['run'], isPaused = false) => (
  <RunRow run={run} to="/runs/r1" title="Harbour" about="Answer" isPaused={isPaused} testId="row" />
);

test('a run that has ended says how long it took, one that is paused that it is', async () => {
  const ended = await show(row({ state: 'done', startedAt: 1_000, finishedAt: 3_500 }, true));
  expect(ended.getByTestId('row').textContent).toBe('HarbourAnswer2.5 secDone');
  ended.unmount();
  const paused = await show(row({ state: 'waiting', startedAt: 1_000, finishedAt: null }, true));
  expect(paused.getByTestId('row').textContent).toBe('HarbourAnswerPausedWaiting');
  expect(paused.getByTestId('row').getAttribute('href')).toBe('/runs/r1');
});

const list = (items: string[] | undefined, hasNextPage = false) => (
  <PagedRows
    of={{
      data: items,
      error: null,
      refetch: () => undefined,
      hasNextPage,
      isFetchingNextPage: false,
      fetchNextPage: async () => undefined,
    }}
    empty={<EmptyState icon={IconTimeline} title="No runs" />}
    places={3}
  >
    {(item) => <p key={item}>{item}</p>}
  </PagedRows>
);

test('a paged list loads, is empty, or has rows and more of them', async () => {
  const loading = await show(list(undefined));
  expect(loading.getByRole('status').children).toHaveLength(3);
  loading.unmount();
  const empty = await show(list([]));
  empty.getByText('No runs');
  empty.unmount();
  const some = await show(list(['a', 'b'], true));
  some.getByText('b');
  some.getByRole('button', { name: 'Show more' });
});

test('a page without a row that may be seen is no empty list while there is more', async () => {
  const { queryByText, getByRole } = await show(list([], true));
  expect(queryByText('No runs')).toBeNull();
  getByRole('button', { name: 'Show more' });
});
