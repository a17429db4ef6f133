import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useList } from '../../../lib/queries.ts';
import { Page } from '../../../ui/page.tsx';
import { Loaded } from '../../../ui/states.tsx';
import { WorkflowTabs } from '../list/workflow-tabs.tsx';
import { TriggerForm } from './trigger-form.tsx';
import { NewTriggerButton, TriggerList } from './trigger-list.tsx';
import { useMayAutomate } from './use-automation-rights.ts';
import { useWorkflowName } from './use-workflow-name.ts';

const REFRESH_MS = 5_000;

/** Every trigger of the workspace. */
export function TriggersPage() {
  const { t } = useTranslation();
  const mayMake = useMayAutomate();
  const [isMaking, setMaking] = useState(false);
  const triggers = useList('GET /api/v1/triggers', {}, { refetchInterval: REFRESH_MS });
  const nameOf = useWorkflowName();
  const hasSome = (triggers.data?.length ?? 0) > 0;
  return (
    <Page
      title={t('shell.workflows')}
      description={t('triggers.description')}
      actions={mayMake && hasSome && <NewTriggerButton onClick={() => setMaking(true)} />}
    >
      <WorkflowTabs value="triggers" />
      <Loaded of={triggers}>
        {(items) => (
          <TriggerList triggers={items} workflowId={null} nameOf={nameOf} onMake={() => setMaking(true)} />
        )}
      </Loaded>
      {isMaking && <TriggerForm workflowId={null} onClose={() => setMaking(false)} />}
    </Page>
  );
}
