import { Anchor, Badge, Modal, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconList } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeSource, SourceItem } from '../../../lib/api-types.ts';
import { usePages } from '../../../lib/queries.ts';
import { PagedRows } from '../../../ui/paged-rows.tsx';
import { Row } from '../../../ui/rows.tsx';
import { EmptyState } from '../../../ui/states.tsx';

const COLORS = { kept: 'spruce', skipped: 'gray', failed: 'red' } as const;
const STATES = ['all', 'kept', 'skipped', 'failed'] as const;
type Shown = (typeof STATES)[number];

/** Pages or files of a source, and why some are not there. */
export function SourceItems({ source, onClose }: { source: KnowledgeSource; onClose: () => void }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<Shown>('all');
  const params = { id: source.baseId, sourceId: source.id };
  const items = usePages('GET /api/v1/knowledge/bases/{id}/sources/{sourceId}/items', {
    params,
    query: shown === 'all' ? {} : { state: shown },
  });
  return (
    <Modal opened onClose={onClose} title={t('source.items')} size="xl">
      <Stack>
        <SegmentedControl
          aria-label={t('source.itemsShown')}
          value={shown}
          onChange={(value) => setShown(value as Shown)}
          data={STATES.map((value) => ({ value, label: t(`source.itemStates.${value}`) }))}
        />
        <PagedRows of={items} empty={<EmptyState icon={IconList} title={t('source.noItems')} />}>
          {(item) => <ItemRow key={item.item} baseId={source.baseId} item={item} />}
        </PagedRows>
      </Stack>
    </Modal>
  );
}

function ItemRow({
  baseId,
  item: { item, state, reason, documentId },
}: {
  baseId: string;
  item: SourceItem;
}) {
  const { t } = useTranslation();
  const say = useReason();
  return (
    <Row testId="source-item">
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {documentId ? (
            <Anchor
              inherit
              renderRoot={(props) => (
                <Link {...props} to="/knowledge/$baseId/$documentId" params={{ baseId, documentId }} />
              )}
            >
              {item}
            </Anchor>
          ) : (
            item
          )}
        </Text>
        {reason && (
          <Text size="xs" c="dimmed">
            {say(reason)}
          </Text>
        )}
      </div>
      <Badge variant="light" color={COLORS[state]} tt="none" radius="sm">
        {t(`source.itemStates.${state}`)}
      </Badge>
    </Row>
  );
}

/** Reasons that the server names are said in the reader's language, others as they are. */
function useReason(): (reason: string) => string {
  const { t, i18n } = useTranslation();
  return (reason) => {
    const status = /^http-(\d+)$/.exec(reason)?.[1];
    if (status !== undefined) return t('source.answered', { status });
    return i18n.exists(`source.reasons.${reason}`) ? t(`source.reasons.${reason}`) : reason;
  };
}
