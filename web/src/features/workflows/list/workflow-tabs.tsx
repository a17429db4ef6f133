import { Tabs } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import styles from './list.module.css';

const TABS = [
  { value: 'workflows', to: '/workflows', label: 'shell.workflows' },
  { value: 'runs', to: '/workflows/runs', label: 'workflows.runs' },
  { value: 'now', to: '/workflows/now', label: 'now.tab' },
  { value: 'schedules', to: '/workflows/schedules', label: 'schedules.title' },
  { value: 'triggers', to: '/workflows/triggers', label: 'triggers.title' },
] as const;

/** The pages that belong to workflows. */
export function WorkflowTabs({ value }: { value: (typeof TABS)[number]['value'] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const open = (chosen: string | null) => {
    const tab = TABS.find((one) => one.value === chosen);
    if (tab) void navigate({ to: tab.to });
  };
  return (
    <Tabs value={value} onChange={open} mb="lg">
      <Tabs.List className={styles.tabs ?? ''}>
        {TABS.map((tab) => (
          <Tabs.Tab
            key={tab.value}
            value={tab.value}
            px={{ base: 8, xs: 'md' }}
            data-testid={`tab-${tab.value}`}
          >
            {t(tab.label)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
}
