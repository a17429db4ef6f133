import type { ReactNode } from 'react';
import { MoreButton, type Paged, Rows } from './rows.tsx';
import { Loaded, LoadingRows } from './states.tsx';

interface PagedRowsProps<T> {
  of: Paged & { data: T[] | undefined; error: unknown; refetch: () => unknown };
  /** Shown in place of a list without rows. */
  empty: ReactNode;
  /** How many places are kept while it loads. */
  places?: number;
  children: (item: T) => ReactNode;
}

/** A paged list as rows: its states, and more of it when it is asked for. */
export function PagedRows<T>({ of, empty, places, children }: PagedRowsProps<T>) {
  return (
    <Loaded of={of} loading={<LoadingRows {...(places ? { rows: places } : {})} />}>
      {(items) =>
        items.length === 0 && !of.hasNextPage ? (
          empty
        ) : (
          <>
            <Rows>{items.map(children)}</Rows>
            <MoreButton of={of} />
          </>
        )
      }
    </Loaded>
  );
}
