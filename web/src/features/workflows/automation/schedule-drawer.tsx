import { Alert, Anchor, Button, Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconPencil, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schedule, TimingBody } from '../../../lib/api-types.ts';
import { useWrite } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { useMemberName } from '../../../lib/use-member-name.ts';
import { useConfirm } from '../../../ui/use-confirm.tsx';
import { ValueView } from '../../../ui/value-view.tsx';
import styles from './automation.module.css';
import { RunHistory } from './run-history.tsx';
import { SCHEDULES_TOUCHED } from './schedule-row.tsx';
import { NextTimes } from './timing-preview.tsx';
import { useAutomationRights } from './use-automation-rights.ts';
import { useTimingText } from './use-timing-text.ts';
import { ownZone } from './zone.ts';

interface ScheduleDrawerProps {
  schedule: Schedule;
  workflowName: string;
  onEdit: () => void;
  onClose: () => void;
}

/** All of a schedule: when it comes next, how it works, and what came of it. */
export function ScheduleDrawer({ schedule, workflowName, onEdit, onClose }: ScheduleDrawerProps) {
  const { t } = useTranslation();
  const text = useTimingText();
  const timing = schedule.timing as TimingBody;
  const zone = timing.kind === 'cron' ? (timing.timeZone ?? 'UTC') : ownZone();
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={520}
      title={text(timing)}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      <Stack gap="lg" data-testid="schedule-drawer">
        <Anchor component={Link} to={`/workflows/${schedule.workflowId}`} size="sm">
          {workflowName}
        </Anchor>
        {schedule.disabledReason && (
          <Alert
            color="red"
            variant="light"
            icon={<IconAlertTriangle size={18} />}
            title={t('automation.stopped')}
          >
            {schedule.disabledReason}
          </Alert>
        )}
        <Acts schedule={schedule} onEdit={onEdit} onClose={onClose} />
        {schedule.nextTimes.length > 0 && (
          <section>
            <Title order={3} size="h6" mb="xs">
              {t('schedules.next')}
            </Title>
            <NextTimes times={schedule.nextTimes} zone={zone} />
          </section>
        )}
        <Facts schedule={schedule} />
        {schedule.input && (
          <section>
            <Title order={3} size="h6" mb="xs">
              {t('inputForm.title')}
            </Title>
            <ValueView value={schedule.input} />
          </section>
        )}
        <RunHistory originId={schedule.id} />
      </Stack>
    </Drawer>
  );
}

function Acts({ schedule, onEdit, onClose }: Omit<ScheduleDrawerProps, 'workflowName'>) {
  const { t } = useTranslation();
  const confirm = useConfirm();
  const { mayChange, mayStop } = useAutomationRights()(schedule);
  const remove = useWrite('DELETE /api/v1/workflows/{id}/schedules/{scheduleId}', SCHEDULES_TOUCHED);
  if (!mayStop) return null;
  const params = { id: schedule.workflowId, scheduleId: schedule.id };
  return (
    <Group gap="xs">
      {mayChange && (
        <Button
          size="xs"
          variant="light"
          leftSection={<IconPencil size={15} />}
          onClick={onEdit}
          data-testid="schedule-edit"
        >
          {t('common.edit')}
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        leftSection={<IconTrash size={15} />}
        onClick={() =>
          confirm({
            title: t('schedules.deleteTitle'),
            text: t('schedules.deleteText'),
            confirm: t('common.delete'),
            act: async () => {
              await remove.mutateAsync({ params });
              onClose();
            },
          })
        }
        data-testid="schedule-delete"
      >
        {t('common.delete')}
      </Button>
    </Group>
  );
}

function Facts({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useMemberName();
  const { missed, missedLimit, overlap, priority, version, createdBy, createdAt } = schedule;
  const facts = [
    [
      t('schedules.missed'),
      missed === 'all' ? t('schedules.missedUpTo', { count: missedLimit }) : t(`missed.${missed}`),
    ],
    [t('schedules.overlap'), t(`overlap.${overlap}`)],
    [t('nodeField.priority'), priority ? t(`nodeChoice.${priority}`) : t('schedules.usualPriority')],
    [t('nodeField.version'), version === null ? t('automation.newest') : t('workflows.version', { version })],
    [t('automation.inNameOf'), `${nameOf(createdBy)} · ${format.date(createdAt)}`],
  ] as const;
  return (
    <dl className={styles.list}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <Text component="dt" size="xs" c="dimmed">
            {name}
          </Text>
          <Text component="dd" size="sm" m={0}>
            {value}
          </Text>
        </div>
      ))}
    </dl>
  );
}
