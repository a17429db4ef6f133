import { Button, SegmentedControl, SimpleGrid } from '@mantine/core';
import { IconCoins, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan, useList, usePages } from '../../lib/queries.ts';
import { BudgetWaits } from '../../ui/budget/budget-waits.tsx';
import { Page } from '../../ui/page.tsx';
import { MoreButton } from '../../ui/rows.tsx';
import { EmptyState, Loaded, LoadingRows } from '../../ui/states.tsx';
import { BudgetCard } from './budget-card.tsx';
import { BudgetForm } from './budget-form.tsx';

const REFRESH_MS = 5_000;
type View = 'lasting' | 'runs';

/** What may be used up, and how much of it is. */
export function BudgetsPage() {
  const { t } = useTranslation();
  const can = useCan();
  const [view, setView] = useState<View>('lasting');
  const [isMaking, setMaking] = useState(false);
  const make = can('create', 'Budget') && (
    <Button leftSection={<IconPlus size={17} />} onClick={() => setMaking(true)} data-testid="budget-new">
      {t('budgets.create')}
    </Button>
  );
  return (
    <Page title={t('shell.budgets')} description={t('budgets.description')} actions={make}>
      <BudgetWaits />
      <SegmentedControl
        mb="lg"
        aria-label={t('budgets.of')}
        value={view}
        onChange={(value) => setView(value as View)}
        data={[
          { value: 'lasting', label: t('budgets.lasting') },
          { value: 'runs', label: t('budgets.ofRuns') },
        ]}
      />
      {view === 'lasting' ? <Lasting onMake={() => setMaking(true)} /> : <OfRuns />}
      {isMaking && <BudgetForm onClose={() => setMaking(false)} />}
    </Page>
  );
}

/** Budgets of the workspace, of people and of agents, in this order. */
function Lasting({ onMake }: { onMake: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const options = { refetchInterval: REFRESH_MS };
  const workspace = useList('GET /api/v1/budgets', { query: { kind: 'workspace' } }, options);
  const users = useList('GET /api/v1/budgets', { query: { kind: 'user' } }, options);
  const agents = useList('GET /api/v1/budgets', { query: { kind: 'agent' } }, options);
  const parts = [workspace, users, agents];
  const all = {
    data: parts.every(({ data }) => data !== undefined) ? parts.flatMap(({ data }) => data ?? []) : undefined,
    error: parts.find(({ error }) => error)?.error ?? null,
    refetch: () => Promise.all(parts.map(({ refetch }) => refetch())),
  };
  return (
    <Loaded of={all} loading={<LoadingRows rows={3} height={110} />}>
      {(budgets) =>
        budgets.length === 0 ? (
          <EmptyState
            icon={IconCoins}
            title={t('budgets.none')}
            text={t(can('create', 'Budget') ? 'budgets.noneText' : 'budgets.noneReader')}
          >
            {can('create', 'Budget') && <Button onClick={onMake}>{t('budgets.create')}</Button>}
          </EmptyState>
        ) : (
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
            {budgets.map((budget) => (
              <BudgetCard key={budget.id} budget={budget} />
            ))}
          </SimpleGrid>
        )
      }
    </Loaded>
  );
}

function OfRuns() {
  const { t } = useTranslation();
  const budgets = usePages(
    'GET /api/v1/budgets',
    { query: { kind: 'run', limit: 20 } },
    { refetchInterval: REFRESH_MS },
  );
  return (
    <Loaded of={budgets} loading={<LoadingRows rows={3} height={110} />}>
      {(items) =>
        items.length === 0 && !budgets.hasNextPage ? (
          <EmptyState icon={IconCoins} title={t('budgets.noneOfRuns')} text={t('budgets.noneOfRunsText')} />
        ) : (
          <>
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
              {items.map((budget) => (
                <BudgetCard key={budget.id} budget={budget} />
              ))}
            </SimpleGrid>
            <MoreButton of={budgets} />
          </>
        )
      }
    </Loaded>
  );
}
