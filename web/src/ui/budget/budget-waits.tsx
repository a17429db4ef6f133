import { Anchor, Button, Text, Title } from '@mantine/core';
import { IconPlayerPause, IconTrendingUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BudgetWait } from '../../lib/api-types.ts';
import { usePages } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { MoreButton, Row, Rows } from '../rows.tsx';
import { runPath, useProcedureName } from '../run-state.tsx';
import { LazyRaiseDialog } from './lazy-raise-dialog.tsx';
import { Raisers } from './raisers.tsx';

const REFRESH_MS = 5_000;

/** Runs that paused at a budget, with the act that lets them go on. Nothing while there are none. */
export function BudgetWaits() {
  const { t } = useTranslation();
  const [raised, setRaised] = useState<BudgetWait | null>(null);
  const waits = usePages('GET /api/v1/budget-waits', { query: {} }, { refetchInterval: REFRESH_MS });
  const items = waits.data ?? [];
  return (
    <>
      {items.length > 0 && (
        <section style={{ marginBottom: 36 }} data-testid="budget-waits">
          <Title order={2} size="h4" mb={4}>
            {t('budgets.waits')}
          </Title>
          <Text size="sm" c="dimmed" mb="md">
            {t('budgets.waitsText')}
          </Text>
          <Rows>
            {items.map((wait) => (
              <WaitRow key={`${wait.runId}/${wait.budgetId}`} wait={wait} onRaise={() => setRaised(wait)} />
            ))}
          </Rows>
          <MoreButton of={waits} />
        </section>
      )}
      {raised && <LazyRaiseDialog budgetId={raised.budgetId} wait={raised} onClose={() => setRaised(null)} />}
    </>
  );
}

function WaitRow({ wait, onRaise }: { wait: BudgetWait; onRaise: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useProcedureName();
  const { runId, procedure, label, kind, dimension, waitsSince, mayRaise } = wait;
  return (
    <Row testId="budget-wait">
      <IconPlayerPause size={20} stroke={1.7} aria-hidden />
      <div style={{ flex: 1, minWidth: 200 }}>
        <Anchor component={Link} to={runPath(procedure, runId)} size="sm" fw={550} c="inherit">
          {label || nameOf(procedure)}
        </Anchor>
        <Text size="xs" c="dimmed">
          {t('budgets.at', { kind: t(`budgetKind.${kind}`), limit: t(`limit.${dimension}`) })} ·{' '}
          {format.ago(waitsSince)}
        </Text>
      </div>
      {mayRaise ? (
        <Button
          size="xs"
          leftSection={<IconTrendingUp size={15} />}
          onClick={onRaise}
          data-testid="budget-raise"
        >
          {t('budgets.raise')}
        </Button>
      ) : (
        <Raisers />
      )}
    </Row>
  );
}
