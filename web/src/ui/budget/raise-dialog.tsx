import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Budget, Dimension } from '../../lib/api-types.ts';
import { DIMENSIONS, draftLimits, readLimits } from '../../lib/limits.ts';
import { useRead, useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../form-problem.tsx';
import { LimitsFields } from '../limits-fields.tsx';
import { Loaded } from '../states.tsx';
import { useAmountText } from './amount.ts';
import { BudgetBars } from './budget-bars.tsx';

export const BUDGETS_TOUCHED = [
  'GET /api/v1/budgets',
  'GET /api/v1/budgets/{id}',
  'GET /api/v1/budget-waits',
  'GET /api/v1/workflow-runs/{id}',
] as const;

interface RaiseDialogProps {
  budgetId: string;
  /** At which a run waits, and what its next call would hold: a limit with room for it is proposed. */
  wait?: { dimension: Dimension; needed: number } | undefined;
  onClose: () => void;
}

/** Sets the limits of a budget; runs that wait for it go on if they fit. */
export function RaiseDialog({ budgetId, wait, onClose }: RaiseDialogProps) {
  const { t } = useTranslation();
  const budget = useRead('GET /api/v1/budgets/{id}', { params: { id: budgetId } }, { staleTime: 0 });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t(wait ? 'budgets.raise' : 'budgets.change')}
      data-testid="raise-dialog"
    >
      <Loaded of={budget}>{(found) => <RaiseForm budget={found} wait={wait} onClose={onClose} />}</Loaded>
    </Modal>
  );
}

/** Twice the limit, or twice of what is used and needed where that is more. */
function proposed(budget: Budget, wait: RaiseDialogProps['wait']): Budget['limits'] {
  const limit = wait && budget.limits[wait.dimension];
  if (!wait || !limit) return budget.limits;
  const { dimension, needed } = wait;
  const least = Math.ceil(budget.used[dimension] + budget.held[dimension] + needed);
  return { ...budget.limits, [dimension]: 2 * Math.max(limit, least) };
}

type RaiseFormProps = Omit<RaiseDialogProps, 'budgetId'> & { budget: Budget };

function RaiseForm({ budget, wait, onClose }: RaiseFormProps) {
  const { t } = useTranslation();
  const say = useAmountText();
  const [draft, setDraft] = useState(() => draftLimits(proposed(budget, wait)));
  const raise = useWrite('PUT /api/v1/budgets/{id}/limits', BUDGETS_TOUCHED);
  const { limits, faults } = readLimits(draft);
  const isEmpty = faults.length === 0 && Object.keys(limits).length === 0;
  const full = DIMENSIONS.filter((one) => (limits[one] ?? Number.POSITIVE_INFINITY) <= budget.used[one]);
  const save = async () => {
    await raise.mutateAsync({ params: { id: budget.id }, body: limits });
    onClose();
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        // The mutation holds the failure; the form shows it.
        if (!isEmpty && faults.length === 0) void save().catch(() => undefined);
      }}
    >
      <Stack>
        <BudgetBars budget={budget} />
        {wait && wait.needed > 0 && (
          <Text size="sm">{t('budgets.needed', { amount: say(wait.dimension, wait.needed) })}</Text>
        )}
        {budget.waiting > 0 && (
          <Text size="sm" c="dimmed">
            {t('budgets.goOn', { count: budget.waiting })}
          </Text>
        )}
        <LimitsFields draft={draft} onChange={setDraft} />
        {isEmpty && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {t('budgets.oneNeeded')}
          </Text>
        )}
        {full.map((one) => (
          <Text key={one} size="sm" c="var(--mantine-color-error)" data-testid="still-full">
            {t('budgets.stillFull', { used: say(one, budget.used[one]) })}
          </Text>
        ))}
        <FormProblem error={raise.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={raise.isPending} data-testid="raise-save">
            {t(wait ? 'budgets.raiseAndGo' : 'common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
