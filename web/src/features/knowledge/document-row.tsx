import { Badge, Group, Loader, Text, ThemeIcon } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeDocument } from '../../lib/api-types.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useCodeText } from '../../lib/use-problem-text.ts';
import { fileIcon } from '../../ui/file-chip.tsx';
import { DocumentMenu } from './document-menu.tsx';
import styles from './knowledge.module.css';

interface RowProps {
  document: KnowledgeDocument;
  mayEdit: boolean;
}

/** What has not changed is not drawn again while the list scrolls or is read anew. */
export const DocumentRow = memo(function DocumentRow({ document, mayEdit }: RowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { id, baseId, name, mediaType, size, state, visibility } = document;
  const Icon = fileIcon(mediaType);
  return (
    <div className={styles.document} data-testid="document-row" data-state={state}>
      <ThemeIcon variant="light" color="gray" size={36}>
        <Icon size={19} stroke={1.6} />
      </ThemeIcon>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text size="sm" fw={550} truncate>
          {state === 'ready' ? (
            <Link
              to="/knowledge/$baseId/$documentId"
              params={{ baseId, documentId: id }}
              className={styles.link}
            >
              {name}
            </Link>
          ) : (
            name
          )}
        </Text>
        <Detail document={document} />
      </div>
      <Text size="xs" c="dimmed" visibleFrom="sm">
        {format.bytes(size)}
      </Text>
      {visibility === 'private' && (
        <IconLock size={16} role="img" aria-label={t('sharing.isPrivate')} data-testid="document-private" />
      )}
      <StateBadge state={state} />
      <DocumentMenu document={document} mayEdit={mayEdit} />
    </div>
  );
});

const COLORS = { ready: 'spruce', pending: 'gray', failed: 'red' } as const;

function StateBadge({ state }: { state: KnowledgeDocument['state'] }) {
  const { t } = useTranslation();
  return (
    <Badge variant="light" color={COLORS[state]} tt="none" radius="sm">
      {t(`documentState.${state}`)}
    </Badge>
  );
}

function Detail({ document }: { document: KnowledgeDocument }) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = useCodeText();
  const { state, updateState, error, passages, progress, updatedAt } = document;
  const reason = error ? say(error.code, error.message) : t('problem.internal_error');
  if (state === 'pending' || updateState === 'pending') return <Ingestion progress={progress} />;
  if (state === 'failed' || updateState === 'failed') {
    return (
      <Text size="xs" c="var(--mantine-color-error)" truncate title={reason}>
        {state === 'failed' ? reason : t('knowledge.updateFailed', { reason })}
      </Text>
    );
  }
  return (
    <Text size="xs" c="dimmed" truncate>
      {t('knowledge.passages', { count: passages })} · {format.ago(updatedAt)}
    </Text>
  );
}

/** Where the ingestion is; a share is told where it can be known. */
function Ingestion({ progress }: { progress: KnowledgeDocument['progress'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { stage, done } = progress ?? { stage: 'waiting', done: 0 };
  return (
    <Group gap={6} data-testid="ingestion" data-stage={stage}>
      {stage !== 'waiting' && <Loader size={12} />}
      <Text size="xs" c="dimmed">
        {t(`stage.${stage}`)}
        {done > 0 && ` ${format.share(done)}`}
      </Text>
    </Group>
  );
}
