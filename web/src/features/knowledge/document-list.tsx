import { Skeleton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DocumentRow } from './document-row.tsx';
import styles from './knowledge.module.css';
import { type DocumentCounts, type DocumentFilter, useDocumentPages } from './use-document-pages.ts';

const ROW_HEIGHT = 64;
const OVERSCAN = 10;
/** Rows that a page key goes by. */
const PAGE_ROWS = 8;

interface ListProps {
  baseId: string;
  filter: DocumentFilter;
  counts: DocumentCounts;
  mayEdit: boolean;
}

/** Only the rows that are seen are there, and only the pages that they are of are read. */
export function DocumentList({ baseId, filter, counts, mayEdit }: ListProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const count = counts[filter.state ?? 'all'];
  const rows = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    initialRect: { width: 0, height: 600 },
  });
  const shown = rows.getVirtualItems();
  const range = { first: shown[0]?.index ?? 0, last: shown.at(-1)?.index ?? 0 };
  const documentAt = useDocumentPages(baseId, filter, range, counts);
  const keys = useRowKeys(count, (place) => rows.scrollToIndex(place));
  return (
    <div
      ref={box}
      className={`${styles.list} ${styles.scroller}`}
      style={{ height: Math.min(count * ROW_HEIGHT + 2, 640) }}
      data-testid="document-list"
    >
      {/* biome-ignore lint/a11y/useSemanticElements: rows that are not there are told by their places */}
      <div
        role="list"
        aria-label={t('knowledge.documentsTab')}
        style={{ position: 'relative', height: rows.getTotalSize() }}
        onKeyDown={keys.onKeyDown}
      >
        {shown.map(({ index, start }) => {
          const document = documentAt(index);
          return (
            // biome-ignore lint/a11y/useSemanticElements: as above
            <div
              key={index}
              ref={keys.onRow(index)}
              role="listitem"
              aria-setsize={count}
              aria-posinset={index + 1}
              tabIndex={index === keys.current ? 0 : -1}
              data-place={index}
              className={styles.place}
              style={{ height: ROW_HEIGHT, transform: `translateY(${start}px)` }}
              onFocus={() => keys.setCurrent(index)}
            >
              {document ? (
                <DocumentRow key={document.id} document={document} mayEdit={mayEdit} />
              ) : (
                <div className={styles.document}>
                  <Skeleton height={36} radius="md" />
                </div>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Arrow, page, Home and End keys go from row to row, however many there are. */
function useRowKeys(count: number, scrollTo: (place: number) => void) {
  const [current, setCurrent] = useState(0);
  /** A row that is to have the focus once it is there. */
  const wanted = useRef<number | null>(null);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const steps: Record<string, number> = {
      ...{ ArrowDown: 1, ArrowUp: -1, PageDown: PAGE_ROWS, PageUp: -PAGE_ROWS },
      ...{ Home: -count, End: count },
    };
    const step = steps[event.key];
    // Inside of a row the keys are those of what has the focus there.
    if (step === undefined || !(event.target as HTMLElement).dataset['place']) return;
    event.preventDefault();
    const next = Math.min(count - 1, Math.max(0, current + step));
    wanted.current = next;
    setCurrent(next);
    scrollTo(next);
  };
  const onRow = (place: number) => (row: HTMLDivElement | null) => {
    if (row === null || wanted.current !== place) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  };
  return { current: Math.min(current, Math.max(0, count - 1)), setCurrent, onKeyDown, onRow };
}
