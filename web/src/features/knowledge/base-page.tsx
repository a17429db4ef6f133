import { ActionIcon, Anchor, Menu, Tabs } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconDots,
  IconFiles,
  IconPencil,
  IconSearch,
  IconTargetArrow,
  IconTrash,
  IconUsers,
  IconVectorTriangle,
  IconWorldDownload,
} from '@tabler/icons-react';
import { Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Base } from '../../lib/api-types.ts';
import { useCan, useRead, useWrite } from '../../lib/queries.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useConfirm } from '../../ui/use-confirm.tsx';
import { BaseEmbedding } from './base-embedding.tsx';
import { BaseForm } from './base-form.tsx';
import { Documents } from './documents.tsx';
import { QualityTab } from './quality/quality-tab.tsx';
import { SearchPlayground } from './search-playground.tsx';
import { BaseSharing } from './sharing.tsx';
import { Sources } from './sources/sources.tsx';

export function BasePage({ id }: { id: string }) {
  const base = useRead('GET /api/v1/knowledge/bases/{id}', { params: { id } });
  return <Loaded of={base}>{(found) => <LoadedBase base={found} />}</Loaded>;
}

function LoadedBase({ base }: { base: Base }) {
  const { t } = useTranslation();
  const mayEdit = useCan()('edit', 'Knowledge', base);
  const above = (
    <Anchor component={Link} to="/knowledge" size="sm" c="dimmed">
      {t('shell.knowledge')}
    </Anchor>
  );
  return (
    <Page title={base.name} description={base.description} above={above} actions={<BaseMenu base={base} />}>
      <Tabs defaultValue="documents" keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="documents" leftSection={<IconFiles size={16} />}>
            {t('knowledge.documentsTab')}
          </Tabs.Tab>
          <Tabs.Tab value="search" leftSection={<IconSearch size={16} />} data-testid="search-tab">
            {t('knowledge.searchTab')}
          </Tabs.Tab>
          <Tabs.Tab value="quality" leftSection={<IconTargetArrow size={16} />} data-testid="quality-tab">
            {t('quality.tab')}
          </Tabs.Tab>
          {mayEdit && (
            <Tabs.Tab value="sources" leftSection={<IconWorldDownload size={16} />} data-testid="sources-tab">
              {t('knowledge.sourcesTab')}
            </Tabs.Tab>
          )}
        </Tabs.List>
        <Tabs.Panel value="documents">
          <Documents base={base} />
        </Tabs.Panel>
        <Tabs.Panel value="search">
          <SearchPlayground baseId={base.id} />
        </Tabs.Panel>
        <Tabs.Panel value="quality">
          <QualityTab base={base} />
        </Tabs.Panel>
        {mayEdit && (
          <Tabs.Panel value="sources">
            <Sources base={base} />
          </Tabs.Panel>
        )}
      </Tabs>
    </Page>
  );
}

const TOUCHED = ['GET /api/v1/knowledge/bases', 'GET /api/v1/knowledge/bases/{id}'] as const;

function BaseMenu({ base }: { base: Base }) {
  const { t } = useTranslation();
  const can = useCan();
  const router = useRouter();
  const confirm = useConfirm();
  const [isEditing, { open, close }] = useDisclosure(false);
  const [isSharing, sharing] = useDisclosure(false);
  const [isEmbedding, embedding] = useDisclosure(false);
  const update = useWrite('PATCH /api/v1/knowledge/bases/{id}', TOUCHED);
  const remove = useWrite('DELETE /api/v1/knowledge/bases/{id}', ['GET /api/v1/knowledge/bases']);
  const params = { id: base.id };
  const mayEdit = can('edit', 'Knowledge', base);
  const mayDelete = can('delete', 'Knowledge', base);
  const mayShare = can('share', 'Knowledge', base);
  if (!mayEdit && !mayDelete && !mayShare) return null;
  const askToDelete = () =>
    confirm({
      title: t('knowledge.deleteTitle'),
      text: t('knowledge.deleteText', { name: base.name }),
      confirm: t('common.delete'),
      act: async () => {
        await remove.mutateAsync({ params });
        await router.navigate({ to: '/knowledge' });
      },
    });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('knowledge.menu')} data-testid="base-menu">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayEdit && (
            <Menu.Item leftSection={<IconPencil size={16} />} onClick={open}>
              {t('common.edit')}
            </Menu.Item>
          )}
          {mayShare && (
            <Menu.Item
              leftSection={<IconUsers size={16} />}
              onClick={sharing.open}
              data-testid="base-sharing"
            >
              {t('sharing.who')}
            </Menu.Item>
          )}
          {mayEdit && can('manage', 'Model') && (
            <Menu.Item
              leftSection={<IconVectorTriangle size={16} />}
              onClick={embedding.open}
              data-testid="base-embedding"
            >
              {t('embedding.menu')}
            </Menu.Item>
          )}
          {mayDelete && (
            <Menu.Item color="red.9" leftSection={<IconTrash size={16} />} onClick={askToDelete}>
              {t('common.delete')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <BaseForm
        title={t('knowledge.editTitle')}
        isOpen={isEditing}
        initial={{ name: base.name, description: base.description }}
        onClose={close}
        onSave={(body) => update.mutateAsync({ params, body })}
      />
      {isSharing && <BaseSharing base={base} onClose={sharing.close} />}
      {isEmbedding && <BaseEmbedding base={base} onClose={embedding.close} />}
    </>
  );
}
