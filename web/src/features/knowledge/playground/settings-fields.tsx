import { Group, NumberInput, SegmentedControl, Slider, Stack, Switch, Text, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FilterFields } from './filter-fields.tsx';
import { MODES, type Mode, type Settings } from './settings.ts';

interface SettingsFieldsProps {
  value: Settings;
  onChange: (settings: Settings) => void;
}

const MAX_LIMIT = 50;
const MAX_WEIGHT = 10;
const MAX_HALF_LIFE_DAYS = 36_500;

/** How a search is done. */
export function SettingsFields({ value, onChange }: SettingsFieldsProps) {
  const { t } = useTranslation();
  const set = (change: Partial<Settings>) => onChange({ ...value, ...change });
  return (
    <Stack gap="sm">
      <SegmentedControl
        fullWidth
        size="sm"
        aria-label={t('knowledge.mode')}
        value={value.mode}
        onChange={(mode) => set({ mode: mode as Mode })}
        data={MODES.map((mode) => ({ value: mode, label: t(`mode.${mode}`) }))}
      />
      <Group grow gap="sm" align="flex-end">
        <NumberInput
          size="sm"
          label={t('playground.limit')}
          min={1}
          max={MAX_LIMIT}
          value={value.limit}
          onChange={(limit) => typeof limit === 'number' && set({ limit })}
        />
        {value.mode === 'hybrid' &&
          (['keyword', 'vector'] as const).map((ranking) => (
            <NumberInput
              key={ranking}
              size="sm"
              label={t(`playground.weight.${ranking}`)}
              min={0}
              max={MAX_WEIGHT}
              step={0.1}
              decimalScale={2}
              value={value[ranking]}
              onChange={(weight) => typeof weight === 'number' && set({ [ranking]: weight })}
            />
          ))}
      </Group>
      <div>
        <Text size="sm" fw={600}>
          {t('playground.diversity')}
        </Text>
        <Slider
          min={0}
          max={1}
          step={0.05}
          value={value.diversity}
          onChange={(diversity) => set({ diversity })}
          thumbLabel={t('playground.diversity')}
        />
      </div>
      <NumberInput
        size="sm"
        label={t('playground.decay')}
        placeholder={t('playground.noDecay')}
        min={1}
        max={MAX_HALF_LIFE_DAYS}
        value={value.halfLifeDays ?? ''}
        onChange={(days) => set({ halfLifeDays: typeof days === 'number' ? days : null })}
      />
      <Textarea
        size="sm"
        autosize
        minRows={1}
        maxRows={5}
        label={t('playground.phrases')}
        value={value.phrases}
        onChange={({ currentTarget }) => set({ phrases: currentTarget.value })}
      />
      <Switch
        label={t('playground.prefix')}
        checked={value.prefix}
        onChange={({ currentTarget }) => set({ prefix: currentTarget.checked })}
      />
      <Switch
        label={t('playground.rerank')}
        description={t('playground.rerankText')}
        checked={value.rerank}
        onChange={({ currentTarget }) => set({ rerank: currentTarget.checked })}
      />
      <FilterFields value={value} onChange={set} />
    </Stack>
  );
}
