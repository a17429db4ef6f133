import { Anchor, Badge, Group, Text } from '@mantine/core';
import { IconFileOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Passage } from '../../lib/api-types.ts';
import { useList, useRead } from '../../lib/queries.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded, LoadingRows } from '../../ui/states.tsx';
import styles from './knowledge.module.css';
import { type ShownPassage, shownPassages } from './shown-passages.ts';

interface DocumentPageProps {
  baseId: string;
  documentId: string;
  passage?: string | undefined;
}

/** The text of a document as it was read in, at the passage that was cited. */
export function DocumentPage({ baseId, documentId, passage }: DocumentPageProps) {
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
                <Passages items={items} highlighted={passage} />
              )
            }
          </Loaded>
        </Page>
      )}
    </Loaded>
  );
}

function Passages({ items, highlighted }: { items: readonly Passage[]; highlighted: string | undefined }) {
  const mark = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another passage is another place
  useEffect(() => {
    mark.current?.scrollIntoView({ block: 'center' });
    mark.current?.focus({ preventScroll: true });
  }, [highlighted]);
  return (
    <div data-testid="passages">
      {shownPassages(items).map((shown) => {
        const isMarked = shown.id === highlighted;
        return (
          <div key={shown.id}>
            <PlaceMark shown={shown} />
            <div
              ref={isMarked ? mark : null}
              tabIndex={isMarked ? -1 : undefined}
              className={styles.passage}
              data-highlighted={isMarked}
              data-passage={shown.id}
              data-testid={isMarked ? 'passage-highlighted' : 'passage'}
            >
              {shown.text}
            </div>
          </div>
        );
      })}
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
