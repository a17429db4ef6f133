import { Button, Group, NumberInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Budget, Dimension } from '../../../lib/api-types.ts';
import { PER_UNIT } from '../../../lib/limits.ts';
import { useWrite } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { raisedLimits, suggestedLimit } from './amounts.ts';

interface RaiseFormProps {
  budget: Budget;
  dimension: Dimension;
  limit: number;
  used: number;
  /** What the next call would hold. */
  needed: number;
}

/** A new limit; what waits for it goes on by itself. */
export function RaiseForm({ budget, dimension, limit, used, needed }: RaiseFormProps) {
  const { t } = useTranslation();
  const { separators } = useFormat();
  const per = PER_UNIT[dimension];
  const [value, setValue] = useState<number | string>(suggestedLimit(limit, used, needed) / per);
  const raise = useWrite('PUT /api/v1/budgets/{id}/limits', [
    'GET /api/v1/budgets',
    'GET /api/v1/budgets/{id}',
  ]);
  const isMore = typeof value === 'number' && value > Math.max(limit, used) / per;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isMore || raise.isPending) return;
    raise.mutate({ params: { id: budget.id }, body: raisedLimits(budget.limits, dimension, value) });
  };
  return (
    <form onSubmit={submit}>
      <FormProblem error={raise.error} />
      <Group align="flex-start" gap="sm">
        <NumberInput
          value={value}
          onChange={setValue}
          min={0}
          hideControls
          allowNegative={false}
          allowDecimal={dimension === 'costMicros' || dimension === 'seconds'}
          thousandSeparator={separators.group}
          decimalSeparator={separators.decimal}
          label={t('chat.wait.newLimit', { what: t(`limit.${dimension}`) })}
          error={isMore ? null : t('chat.wait.tooLow')}
          w={240}
          data-testid="raise-limit"
        />
        <Button type="submit" mt={24} loading={raise.isPending} disabled={!isMore} data-testid="raise">
          {t('chat.wait.raise')}
        </Button>
      </Group>
    </form>
  );
}
