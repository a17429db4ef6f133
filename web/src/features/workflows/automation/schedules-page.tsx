import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useList } from '../../../lib/queries.ts';
import { Page } from '../../../ui/page.tsx';
import { Loaded } from '../../../ui/states.tsx';
import { WorkflowTabs } from '../list/workflow-tabs.tsx';
import { ScheduleForm } from './schedule-form.tsx';
import { MakeButton, ScheduleList } from './schedule-list.tsx';
import { useMayAutomate } from './use-automation-rights.ts';
import { useWorkflowName } from './use-workflow-name.ts';

const REFRESH_MS = 5_000;

/** Every schedule of the workspace. */
export function SchedulesPage() {
  const { t } = useTranslation();
  const mayMake = useMayAutomate();
  const [isMaking, setMaking] = useState(false);
  const schedules = useList('GET /api/v1/schedules', {}, { refetchInterval: REFRESH_MS });
  const nameOf = useWorkflowName();
  const hasSome = (schedules.data?.length ?? 0) > 0;
  return (
    <Page
      title={t('shell.workflows')}
      description={t('schedules.description')}
      actions={mayMake && hasSome && <MakeButton onClick={() => setMaking(true)} />}
    >
      <WorkflowTabs value="schedules" />
      <Loaded of={schedules}>
        {(items) => (
          <ScheduleList schedules={items} workflowId={null} nameOf={nameOf} onMake={() => setMaking(true)} />
        )}
      </Loaded>
      {isMaking && <ScheduleForm workflowId={null} onClose={() => setMaking(false)} />}
    </Page>
  );
}
