import { Badge, Text, ThemeIcon, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Trigger } from '../../../lib/api-types.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { Row } from '../../../ui/rows.tsx';
import styles from './automation.module.css';
import { kindKey, TRIGGER_ICONS } from './trigger-kind.ts';

interface TriggerRowProps {
  trigger: Trigger;
  /** Absent on the page of the workflow itself. */
  workflowName?: string | undefined;
  onOpen: () => void;
}

export function TriggerRow({ trigger, workflowName, onOpen }: TriggerRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { kind, enabled, lastAt } = trigger;
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
          <Badge color="red" variant="light" tt="none" radius="sm">
            {t('triggers.off')}
          </Badge>
        )}
        <Text size="xs" c="dimmed">
          {lastAt === null ? t('triggers.never') : t('triggers.last', { when: format.ago(lastAt) })}
        </Text>
      </div>
    </Row>
  );
}
