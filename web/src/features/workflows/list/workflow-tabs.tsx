import { Tabs } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

const PATHS = {
  workflows: '/workflows',
  runs: '/workflows/runs',
  schedules: '/workflows/schedules',
  triggers: '/workflows/triggers',
} as const;

/** The pages that belong to workflows. */
export function WorkflowTabs({ value }: { value: keyof typeof PATHS }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Tabs value={value} onChange={(to) => void navigate({ to: PATHS[to as keyof typeof PATHS] })} mb="lg">
      <Tabs.List>
        <Tabs.Tab value="workflows">{t('shell.workflows')}</Tabs.Tab>
        <Tabs.Tab value="runs" data-testid="tab-runs">
          {t('workflows.runs')}
        </Tabs.Tab>
        <Tabs.Tab value="schedules" data-testid="tab-schedules">
          {t('schedules.title')}
        </Tabs.Tab>
        <Tabs.Tab value="triggers" data-testid="tab-triggers">
          {t('triggers.title')}
        </Tabs.Tab>
      </Tabs.List>
    </Tabs>
  );
}
