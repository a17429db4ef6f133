import { Alert, Anchor, Group, SegmentedControl, Stack } from '@mantine/core';
import { IconFileOff, IconHistory } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeDocument, Passage } from '../../lib/api-types.ts';
import { useList, useRead } from '../../lib/queries.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded, LoadingRows } from '../../ui/states.tsx';
import { Inspector } from './inspector/inspector.tsx';
import { FindBar } from './viewer/find-bar.tsx';
import { presentTarget, type Target } from './viewer/marks.ts';
import { TextView } from './viewer/text-view.tsx';
import { useFind } from './viewer/use-find.ts';
import styles from './viewer/viewer.module.css';

const PdfView = lazy(() => import('./viewer/pdf-view.tsx'));

interface DocumentPageProps extends Target {
  baseId: string;
  documentId: string;
}

/** A document as it was read in, at the place that was cited. */
export function DocumentPage({ baseId, documentId, ...target }: DocumentPageProps) {
  const { t } = useTranslation();
  const params = { id: baseId, documentId };
  const document = useRead(
    'GET /api/v1/knowledge/bases/{id}/documents/{documentId}',
    { params },
    { refetchInterval: ({ state: { data } }) => isBeingRead(data as KnowledgeDocument) && LOOK_EVERY_MS },
  );
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
  return (
    <Loaded of={document}>
      {(shown) => (
        <Page
          title={shown.name}
          above={above}
          width={860}
          description={t('knowledge.passages', { count: shown.passages })}
        >
          <Loaded of={passages} loading={<LoadingRows rows={8} height={72} />}>
            {(items) =>
              items.length === 0 ? (
                <>
                  <EmptyState icon={IconFileOff} title={t('knowledge.noPassages')} />
                  {/* All of them may have been left out. */}
                  {shown.state === 'ready' && <Inspector document={shown} />}
                </>
              ) : (
                <Viewer document={shown} passages={items} target={target} />
              )
            }
          </Loaded>
        </Page>
      )}
    </Loaded>
  );
}

const isBeingRead = (document: KnowledgeDocument | undefined): boolean =>
  document?.state === 'pending' || document?.updateState === 'pending';

interface ViewerProps {
  document: KnowledgeDocument;
  passages: readonly Passage[];
  target: Target;
}

const VIEWS = ['pages', 'text', 'passages'] as const;
type View = (typeof VIEWS)[number];
const LOOK_EVERY_MS = 700;

function Viewer({ document, passages, target }: ViewerProps) {
  const { t } = useTranslation();
  const isPdf = document.mediaType === 'application/pdf';
  const [view, setView] = useState<View>(isPdf ? 'pages' : 'text');
  const { bar, matches } = useFind(passages);
  const { target: present, isGone } = presentTarget(passages, target);
  const shown = { passages, target: present, matches, current: bar.at };
  return (
    <Stack gap={0}>
      {isGone && (
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
      <Group className={styles.bar ?? ''} gap="sm" wrap="wrap">
        <SegmentedControl
          size="xs"
          aria-label={t('viewer.view')}
          value={view}
          onChange={(value) => setView(value as View)}
          data={VIEWS.filter((value) => isPdf || value !== 'pages').map((value) => ({
            value,
            label: t(`viewer.${value}`),
          }))}
        />
        {view !== 'passages' && (
          <div style={{ flex: '1 1 300px', minWidth: 0 }}>
            <FindBar {...bar} />
          </div>
        )}
      </Group>
      {view === 'pages' && <Pages document={document} {...shown} />}
      {view === 'text' && <TextView {...shown} />}
      {view === 'passages' && <Inspector document={document} />}
    </Stack>
  );
}

type PagesProps = Parameters<typeof TextView>[0] & { document: KnowledgeDocument };

function Pages({ document, ...shown }: PagesProps) {
  const { baseId, id } = document;
  const versions = useList('GET /api/v1/knowledge/bases/{id}/documents/{documentId}/versions', {
    params: { id: baseId, documentId: id },
  });
  const loading = <LoadingRows rows={3} height={320} />;
  return (
    <Loaded of={versions} loading={loading}>
      {(all) => {
        const fileId = all.find(({ isShown }) => isShown)?.fileId;
        if (!fileId) return <TextView {...shown} />;
        return (
          <Suspense fallback={loading}>
            <PdfView fileId={fileId} {...shown} />
          </Suspense>
        );
      }}
    </Loaded>
  );
}
