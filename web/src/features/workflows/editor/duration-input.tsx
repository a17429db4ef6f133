import { Group, Input, NumberInput, Select } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { UNITS, type Unit, unitOf } from './field-value.ts';
import type { InputProps } from './input-props.ts';

const ALL_UNITS = Object.keys(UNITS) as Unit[];

/** A time in the unit that suits it; kept in milliseconds. */
export function DurationInput({
  label,
  description,
  error,
  value,
  onChange,
  units = ALL_UNITS,
  ...rest
}: InputProps & { units?: readonly Unit[] }) {
  const { t } = useTranslation();
  const ms = typeof value === 'number' ? value : null;
  const [unit, setUnit] = useState<Unit>(ms ? unitOf(ms) : 's');
  const set = (amount: number | null, next: Unit) =>
    onChange(amount === null ? undefined : Math.round(amount * UNITS[next]));
  const amount = ms === null ? null : ms / UNITS[unit];
  return (
    <Input.Wrapper label={label} description={description} error={error} size="sm" labelElement="div">
      <Group gap={6} wrap="nowrap" mt={4}>
        <NumberInput
          {...rest}
          flex={1}
          min={0}
          aria-label={label}
          value={amount ?? ''}
          onChange={(next) => set(typeof next === 'number' ? next : null, unit)}
        />
        <Select
          w={96}
          disabled={rest.disabled}
          aria-label={t('editor.unit', { field: label })}
          allowDeselect={false}
          value={unit}
          onChange={(next) => {
            setUnit(next as Unit);
            set(amount, next as Unit);
          }}
          data={units.map((one) => ({ value: one, label: t(`unit.${one}`) }))}
        />
      </Group>
    </Input.Wrapper>
  );
}
