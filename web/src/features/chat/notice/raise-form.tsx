import { Button, Group, NumberInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Budget } from '../../../lib/api-types.ts';
import { useWrite } from '../../../lib/queries.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { type Dimension, perUnit, raisedLimits, suggestedLimit } from './amounts.ts';

interface RaiseFormProps {
  budget: Budget;
  dimension: Dimension;
  limit: number;
  used: number;
}

/** A new limit; what waits for it goes on by itself. */
export function RaiseForm({ budget, dimension, limit, used }: RaiseFormProps) {
  const { t } = useTranslation();
  const per = perUnit(dimension);
  const [value, setValue] = useState<number | string>(suggestedLimit(dimension, limit, used) / per);
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
          allowDecimal={dimension === 'costMicros'}
          thousandSeparator=","
          label={t(`chat.wait.newLimit.${dimension}`)}
          error={isMore ? null : t('chat.wait.tooLow')}
          w={200}
          data-testid="raise-limit"
        />
        <Button type="submit" mt={24} loading={raise.isPending} disabled={!isMore} data-testid="raise">
          {t('chat.wait.raise')}
        </Button>
      </Group>
    </form>
  );
}
