import { NumberInput, SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Dimension } from '../lib/api-types.ts';
import { DIMENSIONS, type LimitsDraft, readLimits } from '../lib/limits.ts';
import { useFormat } from '../lib/use-format.ts';

const DECIMALS: Record<Dimension, number> = { costMicros: 6, tokens: 0, steps: 0, seconds: 2 };

interface LimitsFieldsProps {
  draft: LimitsDraft;
  onChange: (draft: LimitsDraft) => void;
}

/** What something may use up at most: money, tokens, steps, time. What is left empty is not limited. */
export function LimitsFields({ draft, onChange }: LimitsFieldsProps) {
  const { t } = useTranslation();
  const { separators } = useFormat();
  const { faults } = readLimits(draft);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
      {DIMENSIONS.map((dimension) => (
        <NumberInput
          key={dimension}
          label={t(`limit.${dimension}`)}
          placeholder={t('limit.none')}
          min={0}
          decimalScale={DECIMALS[dimension]}
          allowNegative={false}
          thousandSeparator={separators.group}
          decimalSeparator={separators.decimal}
          prefix={dimension === 'costMicros' ? '$' : ''}
          hideControls
          error={faults.includes(dimension) ? t('limit.invalid') : null}
          value={draft[dimension]}
          onChange={(value) => onChange({ ...draft, [dimension]: value })}
          data-testid={`limit-${dimension}`}
        />
      ))}
    </SimpleGrid>
  );
}
