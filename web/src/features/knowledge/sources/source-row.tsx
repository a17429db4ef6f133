import { ActionIcon, Anchor, Group, Loader, Menu, Progress, Text, ThemeIcon } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconBrandGit,
  IconDots,
  IconList,
  IconPencil,
  IconPlayerStop,
  IconRefresh,
  IconSitemap,
  IconTrash,
  IconWorld,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeSource } from '../../../lib/api-types.ts';
import { useWrite } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { useCodeText } from '../../../lib/use-problem-text.ts';
import { useRunFold } from '../../../lib/use-run-fold.ts';
import { Row } from '../../../ui/rows.tsx';
import { DeleteSource } from './delete-source.tsx';
import { EditSource } from './source-form.tsx';
import { SourceItems } from './source-items.tsx';
import { foldSync } from './sync-progress.ts';

const SOURCES = 'GET /api/v1/knowledge/bases/{id}/sources';
const ICONS = { web: IconWorld, sitemap: IconSitemap, git: IconBrandGit } as const;

export function SourceRow({ source }: { source: KnowledgeSource }) {
  const { settings, isSyncing } = source;
  const Icon = ICONS[settings.kind];
  return (
    <Row testId="source-row">
      <ThemeIcon variant="light" color="gray" size={36}>
        <Icon size={19} stroke={1.6} />
      </ThemeIcon>
      <div style={{ flex: 1, minWidth: 0 }}>
        <Anchor
          href={settings.address}
          target="_blank"
          rel="noreferrer"
          size="sm"
          fw={550}
          c="inherit"
          style={{ display: 'block', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
        >
          {settings.address.replace(/^https?:\/\//, '')}
        </Anchor>
        {isSyncing ? <Syncing runId={source.runId} /> : <Outcome source={source} />}
        {source.nextSyncAt !== null && <NextTime at={source.nextSyncAt} />}
      </div>
      <SourceMenu source={source} />
    </Row>
  );
}

function Syncing({ runId }: { runId: string | null }) {
  const { t } = useTranslation();
  const { state } = useRunFold(runId, foldSync);
  const { done, items } = state ?? { done: 0, items: 0 };
  return (
    <>
      <Group gap={6}>
        <Loader size={12} />
        <Text size="xs" c="dimmed">
          {items > 0 ? t('source.syncing', { count: items }) : t('source.starting')}
        </Text>
      </Group>
      {items > 0 && <Progress value={done * 100} size="xs" mt={6} aria-label={t('source.progress')} />}
    </>
  );
}

const COUNTED = ['added', 'replaced', 'removed', 'unchanged', 'skipped', 'failed'] as const;

function Outcome({ source: { counts, error, syncedAt } }: { source: KnowledgeSource }) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = useCodeText();
  if (error) {
    return (
      <Text size="xs" c="var(--mantine-color-error)" data-testid="source-error">
        {say(error.code, error.message)}
      </Text>
    );
  }
  if (!counts || syncedAt === null) return null;
  const parts = COUNTED.filter((name) => counts[name] > 0).map((name) =>
    t(`source.counts.${name}`, { count: counts[name] }),
  );
  if (counts.isCut) parts.push(t('source.isCut'));
  return (
    <Text size="xs" c="dimmed" data-testid="source-outcome">
      {[...parts, format.ago(syncedAt)].join(' · ')}
    </Text>
  );
}

/** When it is read again by itself. */
function NextTime({ at }: { at: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Text size="xs" c="dimmed" data-testid="source-next">
      {t('source.next', { time: format.time(at) })}
    </Text>
  );
}

type Shown = 'items' | 'edit' | 'delete' | null;

function SourceMenu({ source }: { source: KnowledgeSource }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState<Shown>(null);
  const [isOpen, menu] = useDisclosure(false);
  const sync = useWrite('POST /api/v1/knowledge/bases/{id}/sources/{sourceId}/syncs', [SOURCES]);
  const stop = useWrite('PUT /api/v1/runs/{id}/cancellation', [SOURCES]);
  const params = { id: source.baseId, sourceId: source.id };
  const close = () => setShown(null);
  const { address } = source.settings;
  return (
    <>
      {source.isSyncing ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('source.stop', { address })}
          onClick={() => source.runId && stop.mutate({ params: { id: source.runId } })}
          loading={stop.isPending}
        >
          <IconPlayerStop size={17} />
        </ActionIcon>
      ) : (
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t('source.sync', { address })}
          onClick={() => sync.mutate({ params })}
          loading={sync.isPending}
          data-testid="source-sync"
        >
          <IconRefresh size={17} />
        </ActionIcon>
      )}
      <Menu position="bottom-end" opened={isOpen} onChange={menu.toggle}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('source.menu', { address })}>
            <IconDots size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconList size={16} />} onClick={() => setShown('items')}>
            {t('source.items')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconPencil size={16} />}
            onClick={() => setShown('edit')}
            disabled={source.isSyncing}
          >
            {t('common.edit')}
          </Menu.Item>
          <Menu.Item color="red.9" leftSection={<IconTrash size={16} />} onClick={() => setShown('delete')}>
            {t('common.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {shown === 'items' && <SourceItems source={source} onClose={close} />}
      {shown === 'edit' && <EditSource source={source} onClose={close} />}
      {shown === 'delete' && <DeleteSource source={source} onClose={close} />}
    </>
  );
}
