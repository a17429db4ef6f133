import { Button, Group, Stack, Text } from '@mantine/core';
import { IconCoins } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent, Budget } from '../../lib/api-types.ts';
import { draftLimits, NO_LIMITS, readLimits } from '../../lib/limits.ts';
import { useCan, useList, useWrite } from '../../lib/queries.ts';
import { BudgetBars } from '../../ui/budget/budget-bars.tsx';
import { FormProblem } from '../../ui/form-problem.tsx';
import { LimitsFields } from '../../ui/limits-fields.tsx';
import { Loaded, LoadingRows } from '../../ui/states.tsx';

const TOUCHED = ['GET /api/v1/budgets'] as const;

/** What an agent may use up in a month, whoever asks it; for those who may see it. */
export function AgentBudget({ agent }: { agent: Agent }) {
  const { t } = useTranslation();
  const can = useCan();
  const mayCreate = can('create', 'Budget');
  const found = useList('GET /api/v1/budgets', { query: { kind: 'agent' } }, { enabled: mayCreate });
  const [isOpen, setOpen] = useState(false);
  if (!mayCreate) return null;
  return (
    <section data-testid="agent-budget">
      <Text size="sm" fw={600} mb={6}>
        {t('agents.budget')}
      </Text>
      <Loaded of={found} loading={<LoadingRows rows={1} />}>
        {(all) => {
          const budget = all.find(({ subjectId, period }) => subjectId === agent.id && period === 'month');
          if (isOpen) return <BudgetForm agent={agent} budget={budget} onDone={() => setOpen(false)} />;
          return (
            <Stack gap="xs">
              {budget ? <BudgetBars budget={budget} /> : <NoBudget />}
              <Button
                variant="default"
                size="xs"
                leftSection={<IconCoins size={15} />}
                onClick={() => setOpen(true)}
                style={{ alignSelf: 'flex-start' }}
                data-testid="budget-edit"
              >
                {t(budget ? 'agents.changeBudget' : 'agents.setBudget')}
              </Button>
            </Stack>
          );
        }}
      </Loaded>
    </section>
  );
}

function NoBudget() {
  const { t } = useTranslation();
  return (
    <Text size="sm" c="dimmed">
      {t('agents.noBudget')}
    </Text>
  );
}

interface BudgetFormProps {
  agent: Agent;
  budget: Budget | undefined;
  onDone: () => void;
}

function BudgetForm({ agent, budget, onDone }: BudgetFormProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(budget ? draftLimits(budget.limits) : NO_LIMITS);
  const add = useWrite('POST /api/v1/budgets', TOUCHED);
  const change = useWrite('PUT /api/v1/budgets/{id}/limits', TOUCHED);
  const remove = useWrite('DELETE /api/v1/budgets/{id}', TOUCHED);
  const { limits, faults } = readLimits(draft);
  const isNothing = Object.keys(limits).length === 0;
  const isPending = add.isPending || change.isPending || remove.isPending;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const done = { onSuccess: onDone };
    if (budget && isNothing) remove.mutate({ params: { id: budget.id } }, done);
    else if (budget) change.mutate({ params: { id: budget.id }, body: limits }, done);
    else add.mutate({ body: { kind: 'agent', subjectId: agent.id, period: 'month', limits } }, done);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <FormProblem error={add.error ?? change.error ?? remove.error} />
        <LimitsFields draft={draft} onChange={setDraft} />
        <Text size="xs" c="dimmed">
          {t('agents.budgetHint')}
        </Text>
        <Group gap="xs">
          <Button
            type="submit"
            size="xs"
            loading={isPending}
            disabled={faults.length > 0 || (isNothing && !budget)}
            data-testid="budget-save"
          >
            {t(budget && isNothing ? 'agents.removeBudget' : 'common.save')}
          </Button>
          <Button size="xs" variant="default" onClick={onDone}>
            {t('common.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
