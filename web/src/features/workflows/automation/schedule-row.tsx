import { Anchor, Badge, Text, ThemeIcon, UnstyledButton } from '@mantine/core';
import { IconCalendarTime, IconClock, IconRepeat } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schedule, TimingBody } from '../../../lib/api-types.ts';
import { useWrite } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { Row } from '../../../ui/rows.tsx';
import { RunState } from '../../../ui/run-state.tsx';
import { useTellProblem } from '../../../ui/use-confirm.tsx';
import styles from './automation.module.css';
import { OnOff } from './on-off.tsx';
import { useAutomationRights } from './use-automation-rights.ts';
import { useTimingText } from './use-timing-text.ts';

const ICONS = { cron: IconCalendarTime, every: IconRepeat, once: IconClock };
export const SCHEDULES_TOUCHED = ['GET /api/v1/schedules', 'GET /api/v1/workflows/{id}/schedules'] as const;

interface ScheduleRowProps {
  schedule: Schedule;
  /** Absent on the page of the workflow itself. */
  workflowName?: string | undefined;
  onOpen: () => void;
}

export function ScheduleRow({ schedule, workflowName, onOpen }: ScheduleRowProps) {
  const text = useTimingText();
  const timing = schedule.timing as TimingBody;
  const Icon = ICONS[timing.kind];
  const zone = timing.kind === 'cron' ? timing.timeZone : null;
  const about = [workflowName && text(timing), zone].filter(Boolean).join(' · ');
  return (
    <Row testId="schedule-row">
      <ThemeIcon variant="light" size={36} radius="md" color={schedule.enabled ? 'spruce' : 'gray'}>
        <Icon size={19} stroke={1.7} />
      </ThemeIcon>
      <UnstyledButton className={styles.main} onClick={onOpen} data-testid="schedule-open">
        <Text size="sm" fw={550} truncate>
          {workflowName ?? text(timing)}
        </Text>
        {about && (
          <Text size="xs" c="dimmed">
            {about}
          </Text>
        )}
      </UnstyledButton>
      <Times schedule={schedule} />
      <ScheduleSwitch schedule={schedule} label={workflowName ?? text(timing)} />
    </Row>
  );
}

/** The next time, else why there is none; and how the last run went. */
function Times({ schedule }: { schedule: Schedule }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { timing, enabled, nextAt, disabledReason, lastRun, lastAt } = schedule;
  const isOver = enabled || (timing['kind'] === 'once' && lastAt !== null);
  return (
    <div className={styles.facts}>
      <Text size="xs">
        {nextAt !== null ? (
          <span title={format.time(nextAt)}>{t('schedules.nextAt', { when: format.ago(nextAt) })}</span>
        ) : disabledReason ? (
          <Badge color="red" variant="light" tt="none" radius="sm" title={disabledReason}>
            {t('automation.stopped')}
          </Badge>
        ) : (
          t(isOver ? 'schedules.over' : 'schedules.isPaused')
        )}
      </Text>
      {lastRun && (
        <Anchor
          component={Link}
          to={`/workflows/runs/${lastRun.id}`}
          size="xs"
          className={styles.last}
          underline="never"
        >
          <span>{lastAt === null ? t('schedules.lastRun') : format.ago(lastAt)}</span>
          <RunState state={lastRun.state} />
        </Anchor>
      )}
    </div>
  );
}

function ScheduleSwitch({ schedule, label }: { schedule: Schedule; label: string }) {
  const tell = useTellProblem();
  const rights = useAutomationRights()(schedule);
  const change = useWrite('PATCH /api/v1/workflows/{id}/schedules/{scheduleId}', SCHEDULES_TOUCHED);
  const { id: scheduleId, workflowId, enabled } = schedule;
  const given = { params: { id: workflowId, scheduleId }, body: { enabled: !enabled } };
  return (
    <OnOff
      name={label}
      isOn={enabled}
      rights={rights}
      isPending={change.isPending}
      onTurn={() => change.mutate(given, { onError: tell })}
      testId="schedule-switch"
    />
  );
}
