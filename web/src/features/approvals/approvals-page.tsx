import { Anchor, Stack, Tabs } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Approval } from '../../lib/api-types.ts';
import { usePages } from '../../lib/queries.ts';
import { useApprovalCount } from '../../lib/use-approval-count.ts';
import { ApprovalCard } from '../../ui/approval/approval-card.tsx';
import { BudgetWaits } from '../../ui/budget/budget-waits.tsx';
import { Page } from '../../ui/page.tsx';
import { MoreButton } from '../../ui/rows.tsx';
import { EmptyState, Loaded, LoadingRows } from '../../ui/states.tsx';

const REFRESH_MS = 5_000;
const WIDTH = 780;
type Tab = 'pending' | 'decided';

/** What waits for a decision, and what was decided. */
export function ApprovalsPage() {
  const { t } = useTranslation();
  const [tab, setTab] = useState<Tab>('pending');
  const count = useApprovalCount();
  return (
    <Page title={t('shell.approvals')} description={t('approvals.description')} width={WIDTH}>
      <BudgetWaits />
      <Tabs value={tab} onChange={(value) => setTab(value as Tab)} keepMounted={false}>
        <Tabs.List mb="lg">
          <Tabs.Tab value="pending" data-testid="approvals-pending">
            {count > 0 ? t('approvals.pendingCount', { count }) : t('approvals.pending')}
          </Tabs.Tab>
          <Tabs.Tab value="decided" data-testid="approvals-decided">
            {t('approvals.decided')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="pending">
          <Approvals tab="pending" />
        </Tabs.Panel>
        <Tabs.Panel value="decided">
          <Approvals tab="decided" />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

const belongs = ({ state }: Approval, tab: Tab) => (state === 'pending') === (tab === 'pending');

function Approvals({ tab }: { tab: Tab }) {
  const { t } = useTranslation();
  const found = usePages(
    'GET /api/v1/approvals',
    { query: tab === 'pending' ? { state: 'pending' } : {} },
    { refetchInterval: REFRESH_MS },
  );
  return (
    <Loaded of={found} loading={<LoadingRows rows={3} height={180} />}>
      {(all) => {
        const items = all.filter((item) => belongs(item, tab));
        if (items.length === 0 && !found.hasNextPage) {
          const [title, text] =
            tab === 'pending'
              ? [t('approvals.none'), t('approvals.noneText')]
              : [t('approvals.noneDecided'), t('approvals.noneDecidedText')];
          return <EmptyState icon={IconInbox} title={title} text={text} />;
        }
        return (
          <Stack gap="lg">
            {items.map((approval) => (
              <ApprovalCard key={approval.id} approval={approval} origin={<Origin approval={approval} />} />
            ))}
            <MoreButton of={found} />
          </Stack>
        );
      }}
    </Loaded>
  );
}

function Origin({ approval: { origin, runId } }: { approval: Approval }) {
  return (
    <Anchor component={Link} to={`/workflows/runs/${runId}`} size="xs" underline="always">
      {origin}
    </Anchor>
  );
}
