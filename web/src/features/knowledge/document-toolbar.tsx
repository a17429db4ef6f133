import { Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/use-format.ts';
import { type DocumentCounts, type DocumentFilter, ORDERS, STATES } from './use-document-pages.ts';

const TYPING_MS = 250;

interface ToolbarProps {
  filter: DocumentFilter;
  counts: DocumentCounts | undefined;
  onChange: (filter: DocumentFilter) => void;
}

/** What of the documents is listed, and in which order. */
export function DocumentToolbar({ filter, counts, onChange }: ToolbarProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const find = useDebouncedCallback((name: string) => onChange({ ...filter, name: name.trim() }), TYPING_MS);
  const of = (state: keyof DocumentCounts) => (counts ? ` (${format.number(counts[state])})` : '');
  return (
    <Group gap="xs" wrap="wrap">
      <TextInput
        style={{ flex: '1 1 180px' }}
        size="sm"
        type="search"
        leftSection={<IconSearch size={15} />}
        placeholder={t('knowledge.findDocument')}
        aria-label={t('knowledge.findDocument')}
        defaultValue={filter.name}
        onChange={(event) => find(event.currentTarget.value)}
        data-testid="document-find"
      />
      <Select
        size="sm"
        w={170}
        allowDeselect={false}
        aria-label={t('knowledge.stateFilter')}
        value={filter.state ?? 'all'}
        data={[
          { value: 'all', label: `${t('knowledge.allStates')}${of('all')}` },
          ...STATES.map((state) => ({ value: state, label: `${t(`documentState.${state}`)}${of(state)}` })),
        ]}
        onChange={(value) => onChange({ ...filter, state: STATES.find((state) => state === value) ?? null })}
        data-testid="document-state-filter"
      />
      <Select
        size="sm"
        w={160}
        allowDeselect={false}
        aria-label={t('knowledge.order')}
        value={filter.order}
        data={ORDERS.map((order) => ({ value: order, label: t(`documentOrder.${order}`) }))}
        onChange={(value) =>
          onChange({ ...filter, order: ORDERS.find((order) => order === value) ?? 'newest' })
        }
        data-testid="document-order"
      />
    </Group>
  );
}
