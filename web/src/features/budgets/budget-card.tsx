import { ActionIcon, Badge, Group, Menu, Text, ThemeIcon, Title } from '@mantine/core';
import {
  IconBuilding,
  IconDots,
  IconPencil,
  IconRobot,
  IconTimeline,
  IconTrash,
  IconUser,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Budget } from '../../lib/api-types.ts';
import { useCan, useWrite } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { nextPeriod } from '../../ui/budget/amount.ts';
import { BudgetBars } from '../../ui/budget/budget-bars.tsx';
import { BUDGETS_TOUCHED, RaiseDialog } from '../../ui/budget/raise-dialog.tsx';
import { Raisers } from '../../ui/budget/raisers.tsx';
import { useConfirm } from '../../ui/use-confirm.tsx';
import styles from './budgets.module.css';
import { Subject } from './subject.tsx';

const ICONS = { workspace: IconBuilding, user: IconUser, agent: IconRobot, run: IconTimeline };

export function BudgetCard({ budget }: { budget: Budget }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { kind, period, waiting, mayRaise } = budget;
  const Icon = ICONS[kind];
  const next = nextPeriod(period, Date.now());
  return (
    <article className={styles.card} data-testid="budget-card">
      <Group wrap="nowrap" gap="sm" mb="md">
        <ThemeIcon variant="light" size={38} radius="md">
          <Icon size={20} stroke={1.6} />
        </ThemeIcon>
        <div style={{ flex: 1, minWidth: 0 }}>
          <Title order={2} size="h5" lineClamp={1}>
            <Subject budget={budget} />
          </Title>
          <Text size="xs" c="dimmed">
            {t(`budgetKind.${kind}`)} · {t(`budgetPeriod.${period}`)}
            {next !== null && ` · ${t('budgets.anew', { when: format.time(next) })}`}
          </Text>
        </div>
        {waiting > 0 && (
          <Badge color="yellow" variant="light" tt="none" radius="sm">
            {t('budgets.waiting', { count: waiting })}
          </Badge>
        )}
        <Acts budget={budget} />
      </Group>
      <BudgetBars budget={budget} />
      {!mayRaise && (
        <div className={styles.foot}>
          <Raisers />
        </div>
      )}
    </article>
  );
}

function Acts({ budget }: { budget: Budget }) {
  const { t } = useTranslation();
  const can = useCan();
  const confirm = useConfirm();
  const [isRaising, setRaising] = useState(false);
  const remove = useWrite('DELETE /api/v1/budgets/{id}', BUDGETS_TOUCHED);
  const mayDelete = can('manage', 'Budget');
  if (!budget.mayRaise && !mayDelete) return null;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t('budgets.menu')} data-testid="budget-menu">
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {budget.mayRaise && (
            <Menu.Item
              leftSection={<IconPencil size={16} />}
              onClick={() => setRaising(true)}
              data-testid="budget-change"
            >
              {t('budgets.change')}
            </Menu.Item>
          )}
          {mayDelete && (
            <Menu.Item
              color="red.9"
              leftSection={<IconTrash size={16} />}
              onClick={() =>
                confirm({
                  title: t('budgets.deleteTitle'),
                  text: t('budgets.deleteText'),
                  confirm: t('common.delete'),
                  act: () => remove.mutateAsync({ params: { id: budget.id } }),
                })
              }
              data-testid="budget-delete"
            >
              {t('common.delete')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isRaising && <RaiseDialog budgetId={budget.id} onClose={() => setRaising(false)} />}
    </>
  );
}
