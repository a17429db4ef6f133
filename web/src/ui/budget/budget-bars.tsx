import { Group, Progress, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Budget, Dimension } from '../../lib/api-types.ts';
import { DIMENSIONS } from '../../lib/limits.ts';
import { shares, useAmountText } from './amount.ts';

const NEARLY_FULL = 80;

/** What of each limit is used and held. */
export function BudgetBars({ budget }: { budget: Budget }) {
  return (
    <Stack gap="sm">
      {DIMENSIONS.map((dimension) => {
        const limit = budget.limits[dimension];
        return limit === null ? null : (
          <Bar key={dimension} budget={budget} dimension={dimension} limit={limit} />
        );
      })}
    </Stack>
  );
}

function Bar({ budget, dimension, limit }: { budget: Budget; dimension: Dimension; limit: number }) {
  const { t } = useTranslation();
  const say = useAmountText();
  const share = shares(budget, dimension, limit);
  const full = share.used + share.held;
  const color = full >= 100 ? 'red' : full >= NEARLY_FULL ? 'yellow' : 'spruce';
  const used = budget.used[dimension];
  const held = budget.held[dimension];
  const text = t('budgets.usedOf', { used: say(dimension, used, true), limit: say(dimension, limit) });
  return (
    <div data-testid={`bar-${dimension}`}>
      <Group justify="space-between" gap="xs" mb={4}>
        <Text size="sm">{text}</Text>
        {held > 0 && (
          <Text size="xs" c="dimmed">
            {t('budgets.held', { amount: say(dimension, held) })}
          </Text>
        )}
      </Group>
      <Progress.Root size={8} radius="xl">
        <Progress.Section value={share.used} color={color} aria-label={text} />
        {share.held > 0 && (
          <Progress.Section
            value={share.held}
            color="gray.5"
            striped
            aria-label={t('budgets.held', { amount: say(dimension, held) })}
          />
        )}
      </Progress.Root>
    </div>
  );
}
