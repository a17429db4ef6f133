import { Button } from '@mantine/core';
import { IconPlus, IconWebhook } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Trigger } from '../../../lib/api-types.ts';
import { Rows } from '../../../ui/rows.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { TriggerDrawer } from './trigger-drawer.tsx';
import { TriggerRow } from './trigger-row.tsx';
import { useMayAutomate } from './use-automation-rights.ts';

interface TriggerListProps {
  triggers: readonly Trigger[];
  /** The workflow whose page this is; null on the page of all. */
  workflowId: string | null;
  nameOf: (workflowId: string) => string;
  onMake: () => void;
}

/** Triggers, each of which opens; an empty list offers the first. */
export function TriggerList({ triggers, workflowId, nameOf, onMake }: TriggerListProps) {
  const { t } = useTranslation();
  const mayMake = useMayAutomate();
  const [shown, setShown] = useState<string | null>(null);
  const open = triggers.find(({ id }) => id === shown);
  if (triggers.length === 0) {
    return (
      <EmptyState icon={IconWebhook} title={t('triggers.none')} text={t('triggers.noneText')}>
        {mayMake && <NewTriggerButton onClick={onMake} />}
      </EmptyState>
    );
  }
  return (
    <>
      <Rows>
        {triggers.map((trigger) => (
          <TriggerRow
            key={trigger.id}
            trigger={trigger}
            workflowName={workflowId === null ? nameOf(trigger.workflowId) : undefined}
            onOpen={() => setShown(trigger.id)}
          />
        ))}
      </Rows>
      {open && (
        <TriggerDrawer trigger={open} workflowName={nameOf(open.workflowId)} onClose={() => setShown(null)} />
      )}
    </>
  );
}

export function NewTriggerButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <Button leftSection={<IconPlus size={17} />} onClick={onClick} data-testid="trigger-new">
      {t('triggers.create')}
    </Button>
  );
}
