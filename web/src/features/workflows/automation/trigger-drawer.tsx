import { Alert, Anchor, Button, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconPlayerPause, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Trigger } from '../../../lib/api-types.ts';
import { useRead, useWrite } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { useMemberName } from '../../../lib/use-member-name.ts';
import { inputFields } from '../../../ui/input/input-fields.ts';
import { useConfirm } from '../../../ui/use-confirm.tsx';
import { ValueView } from '../../../ui/value-view.tsx';
import { HookAddress } from './hook-address.tsx';
import { Receipts } from './receipts.tsx';
import { kindKey, TRIGGERS_TOUCHED } from './trigger-kind.ts';
import { useAutomationRights } from './use-automation-rights.ts';

interface TriggerDrawerProps {
  trigger: Trigger;
  workflowName: string;
  onClose: () => void;
}

/** All of a trigger: what it waits for, how to reach it, and what came. */
export function TriggerDrawer({ trigger, workflowName, onClose }: TriggerDrawerProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useMemberName();
  const { kind, workflowId, enabled, disabledReason, mapping, path, createdBy, createdAt } = trigger;
  const workflow = useRead('GET /api/v1/workflows/{id}', { params: { id: workflowId } });
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={560}
      title={t(`triggerKind.${kindKey(kind)}`)}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      <Stack gap="lg" data-testid="trigger-drawer">
        <div>
          <Anchor component={Link} to={`/workflows/${workflowId}`} size="sm">
            {workflowName}
          </Anchor>
          <Text size="xs" c="dimmed">
            {t('automation.inNameOf')} {nameOf(createdBy)} · {format.date(createdAt)}
          </Text>
        </div>
        {!enabled && (
          <Alert
            color={disabledReason ? 'red' : 'gray'}
            variant="light"
            icon={disabledReason ? <IconAlertTriangle size={18} /> : <IconPlayerPause size={18} />}
            title={t(disabledReason ? 'automation.stopped' : 'triggers.off')}
          >
            {disabledReason ?? t('triggers.offText')}
          </Alert>
        )}
        <Delete trigger={trigger} onClose={onClose} />
        {path !== null && (
          <HookAddress path={path} secret={null} fields={inputFields(workflow.data?.definition['input'])} />
        )}
        {mapping !== null && (
          <section>
            <Title order={3} size="h6" mb="xs">
              {t('triggers.mapping')}
            </Title>
            <ValueView value={mapping} />
          </section>
        )}
        <Receipts trigger={trigger} />
      </Stack>
    </Drawer>
  );
}

function Delete({ trigger, onClose }: Pick<TriggerDrawerProps, 'trigger' | 'onClose'>) {
  const { t } = useTranslation();
  const confirm = useConfirm();
  const { mayStop } = useAutomationRights()(trigger);
  const remove = useWrite('DELETE /api/v1/workflows/{id}/triggers/{triggerId}', TRIGGERS_TOUCHED);
  if (!mayStop) return null;
  return (
    <Group>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconTrash size={15} />}
        onClick={() =>
          confirm({
            title: t('triggers.deleteTitle'),
            text: t(trigger.kind === 'webhook' ? 'triggers.deleteHook' : 'triggers.deleteText'),
            confirm: t('common.delete'),
            act: async () => {
              await remove.mutateAsync({ params: { id: trigger.workflowId, triggerId: trigger.id } });
              onClose();
            },
          })
        }
        data-testid="trigger-delete"
      >
        {t('common.delete')}
      </Button>
    </Group>
  );
}
