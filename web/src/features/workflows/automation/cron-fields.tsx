import { Chip, Group, Input, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CronDraft, MAX_DAY, RHYTHMS, type Rhythm } from './cron.ts';
import type { ScheduleDraft } from './schedule-draft.ts';
import { useDayName } from './use-timing-text.ts';
import { allZones } from './zone.ts';

const ZONES_SHOWN = 60;
/** Monday first. */
const WEEK = [1, 2, 3, 4, 5, 6, 0];

interface CronFieldsProps {
  draft: ScheduleDraft;
  change: (part: Partial<ScheduleDraft>) => void;
  error: string | null;
}

/** A rhythm of the calendar in a time zone. */
export function CronFields({ draft, change, error }: CronFieldsProps) {
  const { t } = useTranslation();
  const [zones] = useState(allZones);
  const { cron } = draft;
  const set = (part: Partial<CronDraft>) => change({ cron: { ...cron, ...part } });
  const isCustom = cron.rhythm === 'custom';
  return (
    <>
      <Group grow align="flex-start">
        <Select
          label={t('schedules.rhythm')}
          allowDeselect={false}
          value={cron.rhythm}
          onChange={(rhythm) => set({ rhythm: rhythm as Rhythm })}
          data={RHYTHMS.map((rhythm) => ({ value: rhythm, label: t(`rhythm.${rhythm}`) }))}
          data-testid="schedule-rhythm"
        />
        {!isCustom && <ClockField cron={cron} set={set} />}
      </Group>
      {isCustom && (
        <TextInput
          label={t('schedules.expression')}
          description={t('schedules.expressionText')}
          error={error ?? (cron.expression.trim() === '' ? t('inputFault.needed') : null)}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          value={cron.expression}
          onChange={({ currentTarget }) => set({ expression: currentTarget.value })}
          data-testid="schedule-expression"
        />
      )}
      {cron.rhythm === 'week' && <Weekdays cron={cron} set={set} />}
      {cron.rhythm === 'month' && (
        <NumberInput
          label={t('schedules.day')}
          description={cron.day > 28 ? t('schedules.dayText') : undefined}
          min={1}
          max={MAX_DAY}
          allowDecimal={false}
          clampBehavior="strict"
          value={cron.day}
          onChange={(day) => set({ day: Number(day) })}
        />
      )}
      <Select
        label={t('schedules.zone')}
        searchable
        allowDeselect={false}
        limit={ZONES_SHOWN}
        nothingFoundMessage={t('chat.noneFound')}
        error={isCustom ? null : error}
        value={draft.zone}
        onChange={(zone) => change({ zone: zone ?? draft.zone })}
        data={zones.includes(draft.zone) ? zones : [draft.zone, ...zones]}
        data-testid="schedule-zone"
      />
    </>
  );
}

interface PartProps {
  cron: CronDraft;
  set: (part: Partial<CronDraft>) => void;
}

function ClockField({ cron, set }: PartProps) {
  const { t } = useTranslation();
  if (cron.rhythm === 'hour') {
    return (
      <NumberInput
        label={t('schedules.minute')}
        min={0}
        max={59}
        allowDecimal={false}
        clampBehavior="strict"
        value={cron.minute}
        onChange={(minute) => set({ minute: Number(minute) })}
      />
    );
  }
  return (
    <TextInput
      type="time"
      label={t('schedules.time')}
      error={cron.time === '' ? t('inputFault.needed') : null}
      value={cron.time}
      onChange={({ currentTarget }) => set({ time: currentTarget.value })}
      data-testid="schedule-time"
    />
  );
}

function Weekdays({ cron, set }: PartProps) {
  const { t } = useTranslation();
  const dayName = useDayName();
  return (
    <Input.Wrapper
      label={t('schedules.weekdays')}
      labelElement="div"
      error={cron.weekdays.length === 0 ? t('inputFault.needed') : null}
    >
      <Chip.Group
        multiple
        value={cron.weekdays.map(String)}
        onChange={(days) => set({ weekdays: days.map(Number) })}
      >
        <Group gap={6} mt={4} role="group" aria-label={t('schedules.weekdays')}>
          {WEEK.map((weekday) => (
            <Chip key={weekday} value={String(weekday)} size="sm" radius="sm">
              {dayName(weekday, 'short')}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Input.Wrapper>
  );
}
