import { Badge, Text, ThemeIcon, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Trigger } from '../../../lib/api-types.ts';
import { useWrite } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { Row } from '../../../ui/rows.tsx';
import { useTellProblem } from '../../../ui/use-confirm.tsx';
import styles from './automation.module.css';
import { OnOff } from './on-off.tsx';
import { kindKey, TRIGGER_ICONS, TRIGGERS_TOUCHED } from './trigger-kind.ts';
import { useAutomationRights } from './use-automation-rights.ts';

interface TriggerRowProps {
  trigger: Trigger;
  /** Absent on the page of the workflow itself. */
  workflowName?: string | undefined;
  onOpen: () => void;
}

export function TriggerRow({ trigger, workflowName, onOpen }: TriggerRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { kind, enabled, disabledReason, lastAt } = trigger;
  const Icon = TRIGGER_ICONS[kind];
  const name = t(`triggerKind.${kindKey(kind)}`);
  return (
    <Row testId="trigger-row">
      <ThemeIcon variant="light" size={36} radius="md" color={enabled ? 'spruce' : 'gray'}>
        <Icon size={19} stroke={1.7} />
      </ThemeIcon>
      <UnstyledButton className={styles.main} onClick={onOpen} data-testid="trigger-open">
        <Text size="sm" fw={550} truncate>
          {workflowName ?? name}
        </Text>
        <Text size="xs" c="dimmed">
          {workflowName ? name : t(`triggerKindText.${kindKey(kind)}`)}
        </Text>
      </UnstyledButton>
      <div className={styles.facts}>
        {!enabled && (
          <Badge
            color={disabledReason ? 'red' : 'gray'}
            variant="light"
            tt="none"
            radius="sm"
            title={disabledReason ?? undefined}
          >
            {t(disabledReason ? 'automation.stopped' : 'triggers.off')}
          </Badge>
        )}
        <Text size="xs" c="dimmed">
          {lastAt === null ? t('triggers.never') : t('triggers.last', { when: format.ago(lastAt) })}
        </Text>
      </div>
      <TriggerSwitch trigger={trigger} label={workflowName ?? name} />
    </Row>
  );
}

function TriggerSwitch({ trigger, label }: { trigger: Trigger; label: string }) {
  const tell = useTellProblem();
  const rights = useAutomationRights()(trigger);
  const enable = useWrite('PUT /api/v1/workflows/{id}/triggers/{triggerId}/enablement', TRIGGERS_TOUCHED);
  const disable = useWrite('DELETE /api/v1/workflows/{id}/triggers/{triggerId}/enablement', TRIGGERS_TOUCHED);
  const turn = trigger.enabled ? disable : enable;
  const given = { params: { id: trigger.workflowId, triggerId: trigger.id } };
  return (
    <OnOff
      name={label}
      isOn={trigger.enabled}
      rights={rights}
      isPending={enable.isPending || disable.isPending}
      onTurn={() => turn.mutate(given, { onError: tell })}
      testId="trigger-switch"
    />
  );
}
