import { Alert, Anchor, Badge, Group, Text } from '@mantine/core';
import { IconFileOff, IconHistory } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Passage } from '../../lib/api-types.ts';
import { useList, useRead } from '../../lib/queries.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded, LoadingRows } from '../../ui/states.tsx';
import styles from './knowledge.module.css';
import { type ShownPassage, type Span, shownPassages } from './shown-passages.ts';

interface DocumentPageProps {
  baseId: string;
  documentId: string;
  passage?: string | undefined;
  /** What was cited of it, as offsets into the text of the document. */
  start?: number | undefined;
  end?: number | undefined;
}

/** The text of a document as it was read in, at the passage that was cited. */
export function DocumentPage({ baseId, documentId, passage, start, end }: DocumentPageProps) {
  const { t } = useTranslation();
  const params = { id: baseId, documentId };
  const document = useRead('GET /api/v1/knowledge/bases/{id}/documents/{documentId}', { params });
  const passages = useList('GET /api/v1/knowledge/bases/{id}/documents/{documentId}/passages', { params });
  const above = (
    <Anchor
      renderRoot={(props) => <Link to="/knowledge/$baseId" params={{ baseId }} {...props} />}
      size="sm"
      c="dimmed"
    >
      {t('knowledge.backToBase')}
    </Anchor>
  );
  const count = document.data?.passages;
  const cited = useMemo(
    () => (start === undefined || end === undefined ? null : { start, end }),
    [start, end],
  );
  return (
    <Loaded of={document}>
      {({ name }) => (
        <Page
          title={name}
          above={above}
          width={820}
          description={t('knowledge.passages', { count: count ?? 0 })}
        >
          <Loaded of={passages} loading={<LoadingRows rows={8} height={72} />}>
            {(items) =>
              items.length === 0 ? (
                <EmptyState icon={IconFileOff} title={t('knowledge.noPassages')} />
              ) : (
                <Passages items={items} highlighted={passage} cited={cited} />
              )
            }
          </Loaded>
        </Page>
      )}
    </Loaded>
  );
}

interface PassagesProps {
  items: readonly Passage[];
  highlighted: string | undefined;
  cited: Span | null;
}

/** Where the passage is one that is gone, since the document was read anew, its place is not marked: it may be another. */
function Passages({ items, highlighted, cited }: PassagesProps) {
  const { t } = useTranslation();
  const mark = useRef<HTMLElement>(null);
  const isThere = items.some(({ id }) => id === highlighted);
  const shown = shownPassages(items, isThere ? cited : null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another passage is another place
  useEffect(() => {
    mark.current?.scrollIntoView({ block: 'center' });
    mark.current?.focus({ preventScroll: true });
  }, [highlighted, cited]);
  const first = shown.findIndex(({ id, cited: words }) => (cited ? words !== null : id === highlighted));
  return (
    <div data-testid="passages">
      {highlighted !== undefined && !isThere && (
        <Alert
          variant="light"
          color="yellow"
          icon={<IconHistory size={18} />}
          mb="md"
          data-testid="passage-gone"
        >
          {t('evidence.passageGone')}
        </Alert>
      )}
      {shown.map((one, index) => (
        <ShownText
          key={one.id}
          shown={one}
          isMarked={one.id === highlighted || one.cited !== null}
          mark={index === first ? mark : null}
        />
      ))}
    </div>
  );
}

interface ShownTextProps {
  shown: ShownPassage;
  isMarked: boolean;
  /** Where to scroll to. */
  mark: RefObject<HTMLElement | null> | null;
}

function ShownText({ shown, isMarked, mark }: ShownTextProps) {
  const { text, cited } = shown;
  return (
    <div>
      <PlaceMark shown={shown} />
      <div
        ref={cited === null ? (mark as RefObject<HTMLDivElement | null>) : null}
        tabIndex={isMarked && cited === null ? -1 : undefined}
        className={styles.passage}
        data-highlighted={isMarked}
        data-passage={shown.id}
        data-testid={isMarked ? 'passage-highlighted' : 'passage'}
      >
        {cited === null ? (
          text
        ) : (
          <>
            {text.slice(0, cited.start)}
            <mark ref={mark} tabIndex={-1} className={styles.cited} data-testid="cited-words">
              {text.slice(cited.start, cited.end)}
            </mark>
            {text.slice(cited.end)}
          </>
        )}
      </div>
    </div>
  );
}

function PlaceMark({ shown: { page, heading } }: { shown: ShownPassage }) {
  const { t } = useTranslation();
  if (page === null && heading === null) return null;
  return (
    <Group gap="xs" mt="lg" mb={4}>
      {page !== null && (
        <Badge variant="default" radius="sm" tt="none" fw={500}>
          {t('chat.page', { page })}
        </Badge>
      )}
      {heading !== null && (
        <Text fw={650} size="lg">
          {heading}
        </Text>
      )}
    </Group>
  );
}
