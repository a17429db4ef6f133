import { Alert, Anchor, Button, Group, Text } from '@mantine/core';
import { IconCoins, IconTrendingUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dimension, WholeRun } from '../../../lib/api-types.ts';
import { DIMENSIONS } from '../../../lib/limits.ts';
import { useRead } from '../../../lib/queries.ts';
import { LazyRaiseDialog } from '../../../ui/budget/lazy-raise-dialog.tsx';
import { Raisers } from '../../../ui/budget/raisers.tsx';

type Block = WholeRun['blockedBy'][number];

/** The budgets at which a run waits, each with the act that lets it go on or whom to ask. */
export function BlockedBy({ blocks }: { blocks: readonly Block[] }) {
  return blocks.map((block) => <Blocked key={`${block.budgetId}/${block.dimension}`} block={block} />);
}

function Blocked({ block: { budgetId, kind, dimension, needed } }: { block: Block }) {
  const { t } = useTranslation();
  const [isRaising, setRaising] = useState(false);
  // Who may not see the budget may not raise it either.
  const budget = useRead('GET /api/v1/budgets/{id}', { params: { id: budgetId } });
  const known: Dimension | undefined = DIMENSIONS.find((one) => one === dimension);
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<IconCoins size={18} />}
      title={t('budgets.reached')}
      data-testid="run-blocked"
    >
      <Text size="sm">
        {t('budgets.at', { kind: t(`budgetKind.${kind}`), limit: t(`limit.${dimension}`) })}
      </Text>
      <Group gap="sm" mt="xs">
        {budget.data?.mayRaise ? (
          <Button
            size="xs"
            leftSection={<IconTrendingUp size={15} />}
            onClick={() => setRaising(true)}
            data-testid="budget-raise"
          >
            {t('budgets.raise')}
          </Button>
        ) : (
          <Raisers />
        )}
        <Anchor component={Link} to="/budgets" size="sm">
          {t('budgets.all')}
        </Anchor>
      </Group>
      {isRaising && (
        <LazyRaiseDialog
          budgetId={budgetId}
          wait={known && { dimension: known, needed }}
          onClose={() => setRaising(false)}
        />
      )}
    </Alert>
  );
}
