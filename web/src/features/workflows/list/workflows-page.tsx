import { ActionIcon, Button, Group, SimpleGrid, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFileImport, IconPlus, IconSearch, IconSitemap } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan, useList } from '../../../lib/queries.ts';
import { Page } from '../../../ui/page.tsx';
import { EmptyState, Loaded, LoadingRows } from '../../../ui/states.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { NewWorkflowDialog } from './new-workflow-dialog.tsx';
import { TemplateGallery } from './template-gallery.tsx';
import { WorkflowCard } from './workflow-card.tsx';
import { WorkflowTabs } from './workflow-tabs.tsx';

/** The workflows of the workspace, and the ways to a new one. */
export function WorkflowsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const workflows = useList('GET /api/v1/workflows', {});
  const [isMaking, making] = useDisclosure(false);
  const [isImporting, importing] = useDisclosure(false);
  const mayCreate = can('create', 'Workflow');
  const actions = mayCreate && (
    <Group gap="xs" wrap="nowrap">
      <ActionIcon
        variant="default"
        size={36}
        hiddenFrom="sm"
        onClick={importing.open}
        aria-label={t('workflows.import')}
      >
        <IconFileImport size={18} />
      </ActionIcon>
      <ActionIcon size={36} hiddenFrom="sm" onClick={making.open} aria-label={t('workflows.new')}>
        <IconPlus size={18} />
      </ActionIcon>
      <Button
        variant="default"
        visibleFrom="sm"
        leftSection={<IconFileImport size={17} />}
        onClick={importing.open}
        data-testid="workflow-import"
      >
        {t('workflows.import')}
      </Button>
      <Button
        visibleFrom="sm"
        leftSection={<IconPlus size={17} />}
        onClick={making.open}
        data-testid="workflow-new"
      >
        {t('workflows.new')}
      </Button>
    </Group>
  );
  return (
    <Page title={t('shell.workflows')} description={t('workflows.description')} actions={actions}>
      <WorkflowTabs value="workflows" />
      <Loaded of={workflows} loading={<LoadingRows rows={3} height={130} />}>
        {(items) => {
          if (items.length > 0) return <Found items={items} />;
          if (!mayCreate) {
            return (
              <EmptyState icon={IconSitemap} title={t('workflows.none')} text={t('workflows.noneReader')} />
            );
          }
          return (
            <>
              <EmptyState icon={IconSitemap} title={t('workflows.none')} text={t('workflows.noneText')} />
              <TemplateGallery />
            </>
          );
        }}
      </Loaded>
      <NewWorkflowDialog isOpen={isMaking} onClose={making.close} />
      <ImportDialog isOpen={isImporting} onClose={importing.close} />
    </Page>
  );
}

function Found({ items }: { items: Parameters<typeof WorkflowCard>[0]['workflow'][] }) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLocaleLowerCase();
  const found = items.filter(({ name, description }) =>
    `${name}\n${description}`.toLocaleLowerCase().includes(wanted),
  );
  return (
    <>
      <TextInput
        maw={360}
        mb="md"
        leftSection={<IconSearch size={16} />}
        value={search}
        onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        placeholder={t('workflows.search')}
        aria-label={t('workflows.search')}
        data-testid="workflow-search"
      />
      {found.length === 0 ? (
        <EmptyState icon={IconSearch} title={t('chat.noneFound')} />
      ) : (
        <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
          {found.map((workflow) => (
            <WorkflowCard key={workflow.id} workflow={workflow} />
          ))}
        </SimpleGrid>
      )}
    </>
  );
}
