import { Anchor, Progress, Text } from '@mantine/core';
import { IconCoins } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../../lib/queries.ts';
import { useAmountText } from '../../../ui/budget/amount.ts';
import { RaiseForm } from './raise-form.tsx';
import { useWho } from './use-who.ts';
import { WaitBox } from './wait-box.tsx';
import type { WaitPart } from './wait-part.ts';

const REFRESH_MS = 10_000;

/** The cap that was reached, what is used up, and the raise for those who may. */
export function BudgetWait({ part }: { part: Extract<WaitPart, { type: 'budget' }> }) {
  const { t } = useTranslation();
  const say = useAmountText();
  const amount = (value: number) => say(part.dimension, value);
  const { allOf } = useWho();
  const { data, isLoading } = useRead(
    'GET /api/v1/budgets/{id}',
    { params: { id: part.budgetId } },
    { refetchInterval: (query) => (query.state.data ? REFRESH_MS : false) },
  );
  const used = data ? data.used[part.dimension] + data.held[part.dimension] : part.used;
  const limit = data?.limits[part.dimension] ?? part.limit;
  const needed = part.needed ?? 0;
  const budget = t(`chat.wait.budget.${part.kind}`);
  const usedOf = t('chat.wait.usedOf', { used: amount(used), limit: amount(limit) });
  return (
    <WaitBox
      icon={<IconCoins size={19} stroke={1.7} style={{ flex: 'none' }} />}
      title={t('chat.wait.atBudget', { budget })}
    >
      <div>
        <Progress
          value={Math.min(100, (used / Math.max(1, limit)) * 100)}
          color="yellow"
          size="sm"
          aria-label={usedOf}
        />
        <Text size="xs" c="dimmed" mt={6}>
          {usedOf}
          {needed > 0 && ` · ${t('chat.wait.needsMore', { amount: amount(needed) })}`}
        </Text>
      </div>
      {data?.mayRaise && <RaiseForm budget={data} dimension={part.dimension} {...{ limit, used, needed }} />}
      {!data?.mayRaise && !isLoading && (
        <Text size="sm" c="dimmed" data-testid="notice-who">
          {t('chat.wait.canRaise', { who: allOf(part.raisers) })}
        </Text>
      )}
      <Anchor component={Link} to="/budgets" size="xs" underline="always">
        {t('shell.budgets')}
      </Anchor>
    </WaitBox>
  );
}
