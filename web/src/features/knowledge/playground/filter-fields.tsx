import { Accordion, Group, MultiSelect, Stack, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type FilterSettings, filterOf, KINDS, type Kind } from './settings.ts';

interface FilterFieldsProps {
  value: FilterSettings;
  onChange: (change: Partial<FilterSettings>) => void;
}

/** Which documents are looked into; folded away until it is wanted. */
export function FilterFields({ value, onChange }: FilterFieldsProps) {
  const { t } = useTranslation();
  const count = Object.keys(filterOf(value)).length;
  return (
    <Accordion variant="contained" chevronPosition="left">
      <Accordion.Item value="filter">
        <Accordion.Control>
          {count === 0 ? t('playground.allDocuments') : t('playground.someDocuments', { count })}
        </Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm">
            <TextInput
              size="sm"
              label={t('playground.name')}
              maxLength={200}
              value={value.name}
              onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}
            />
            <MultiSelect
              size="sm"
              clearable
              label={t('playground.kinds')}
              placeholder={value.kinds.length === 0 ? t('playground.anyKind') : ''}
              value={value.kinds}
              onChange={(kinds) => onChange({ kinds: kinds as Kind[] })}
              data={KINDS.map((kind) => ({ value: kind, label: t(`documentKind.${kind}`) }))}
            />
            <Group grow gap="sm" wrap="wrap">
              {(['since', 'until'] as const).map((bound) => (
                <TextInput
                  key={bound}
                  type="date"
                  size="sm"
                  miw={140}
                  label={t(`playground.${bound}`)}
                  value={value[bound]}
                  onChange={({ currentTarget }) => onChange({ [bound]: currentTarget.value })}
                />
              ))}
            </Group>
          </Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
