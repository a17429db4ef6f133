import { Button, Card, Group, SimpleGrid, Text, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconBooks, IconLock, IconPlus } from '@tabler/icons-react';
import { Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Base } from '../../lib/api-types.ts';
import { useCan, useList, useWrite } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded, LoadingRows } from '../../ui/states.tsx';
import { BaseForm } from './base-form.tsx';
import styles from './knowledge.module.css';

export function BasesPage() {
  const { t } = useTranslation();
  const can = useCan();
  const router = useRouter();
  const bases = useList('GET /api/v1/knowledge/bases', {});
  const [isMaking, { open, close }] = useDisclosure(false);
  const create = useWrite('POST /api/v1/knowledge/bases', ['GET /api/v1/knowledge/bases']);
  const make = can('create', 'Knowledge') && (
    <Button leftSection={<IconPlus size={17} />} onClick={open} data-testid="base-create">
      {t('knowledge.create')}
    </Button>
  );
  const save = async (body: { name: string; description: string }) => {
    const { id } = await create.mutateAsync({ body });
    await router.navigate({ to: '/knowledge/$baseId', params: { baseId: id } });
  };
  return (
    <Page title={t('shell.knowledge')} description={t('knowledge.description')} actions={make}>
      <Loaded of={bases} loading={<LoadingRows rows={3} height={120} />}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState icon={IconBooks} title={t('knowledge.none')} text={t('knowledge.noneText')}>
              {make}
            </EmptyState>
          ) : (
            <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
              {items.map((base) => (
                <BaseCard key={base.id} base={base} />
              ))}
            </SimpleGrid>
          )
        }
      </Loaded>
      <BaseForm title={t('knowledge.create')} isOpen={isMaking} onClose={close} onSave={save} />
    </Page>
  );
}

function BaseCard({ base }: { base: Base }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Card
      renderRoot={(props) => <Link to="/knowledge/$baseId" params={{ baseId: base.id }} {...props} />}
      className={styles.card ?? ''}
      data-testid="base-card"
    >
      <Title order={2} size="h5" lineClamp={1}>
        {base.name}
      </Title>
      <Text size="sm" c="dimmed" lineClamp={2} mt={4} flex={1}>
        {base.description}
      </Text>
      <Group justify="space-between" mt="md">
        <Text size="xs" c="dimmed">
          {t('knowledge.documents', { count: base.documents })}
        </Text>
        <Group gap={6}>
          {base.visibility === 'private' && (
            <IconLock size={14} role="img" aria-label={t('sharing.isPrivate')} data-testid="base-private" />
          )}
          <Text size="xs" c="dimmed">
            {format.date(base.createdAt)}
          </Text>
        </Group>
      </Group>
    </Card>
  );
}
