// What a base is filled from: sites, sitemaps, repositories.
import { Button, Group, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconWorldDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Base } from '../../../lib/api-types.ts';
import { usePages } from '../../../lib/queries.ts';
import { PagedRows } from '../../../ui/paged-rows.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { NewSource } from './source-form.tsx';
import { SourceRow } from './source-row.tsx';

/** While a source is being read, the list is looked at this often. */
const LOOK_EVERY_MS = 2_000;

export function Sources({ base }: { base: Base }) {
  const { t } = useTranslation();
  const [isAdding, adding] = useDisclosure(false);
  const route = 'GET /api/v1/knowledge/bases/{id}/sources';
  const sources = usePages(route, { params: { id: base.id } }, { refetchInterval: LOOK_EVERY_MS });
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={adding.open} data-testid="add-source">
      {t('source.add')}
    </Button>
  );
  return (
    <Stack>
      {(sources.data?.length ?? 0) > 0 && (
        <Group justify="space-between">
          <Text c="dimmed" size="sm">
            {t('source.about')}
          </Text>
          {add}
        </Group>
      )}
      <PagedRows
        of={sources}
        empty={
          <EmptyState icon={IconWorldDownload} title={t('source.none')} text={t('source.noneText')}>
            {add}
          </EmptyState>
        }
      >
        {(source) => <SourceRow key={source.id} source={source} />}
      </PagedRows>
      {isAdding && <NewSource baseId={base.id} onClose={adding.close} />}
    </Stack>
  );
}
