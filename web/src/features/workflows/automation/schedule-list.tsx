import { Button } from '@mantine/core';
import { IconCalendarTime, IconPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schedule } from '../../../lib/api-types.ts';
import { Rows } from '../../../ui/rows.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { ScheduleDrawer } from './schedule-drawer.tsx';
import { ScheduleForm } from './schedule-form.tsx';
import { ScheduleRow } from './schedule-row.tsx';
import { useMayAutomate } from './use-automation-rights.ts';

interface ScheduleListProps {
  schedules: readonly Schedule[];
  /** The workflow whose page this is; null on the page of all. */
  workflowId: string | null;
  nameOf: (workflowId: string) => string;
  onMake: () => void;
}

/** Schedules, each of which opens; an empty list offers the first. */
export function ScheduleList({ schedules, workflowId, nameOf, onMake }: ScheduleListProps) {
  const { t } = useTranslation();
  const mayMake = useMayAutomate();
  const [shown, setShown] = useState<string | null>(null);
  const [edited, setEdited] = useState<Schedule | null>(null);
  const open = schedules.find(({ id }) => id === shown);
  if (schedules.length === 0) {
    return (
      <EmptyState icon={IconCalendarTime} title={t('schedules.none')} text={t('schedules.noneText')}>
        {mayMake && <MakeButton onClick={onMake} />}
      </EmptyState>
    );
  }
  return (
    <>
      <Rows>
        {schedules.map((schedule) => (
          <ScheduleRow
            key={schedule.id}
            schedule={schedule}
            workflowName={workflowId === null ? nameOf(schedule.workflowId) : undefined}
            onOpen={() => setShown(schedule.id)}
          />
        ))}
      </Rows>
      {open && (
        <ScheduleDrawer
          schedule={open}
          workflowName={nameOf(open.workflowId)}
          onEdit={() => {
            setShown(null);
            setEdited(open);
          }}
          onClose={() => setShown(null)}
        />
      )}
      {edited && (
        <ScheduleForm workflowId={edited.workflowId} schedule={edited} onClose={() => setEdited(null)} />
      )}
    </>
  );
}

export function MakeButton({ onClick }: { onClick: () => void }): ReactNode {
  const { t } = useTranslation();
  return (
    <Button leftSection={<IconPlus size={17} />} onClick={onClick} data-testid="schedule-new">
      {t('schedules.create')}
    </Button>
  );
}
