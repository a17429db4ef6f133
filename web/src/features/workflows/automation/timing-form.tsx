import { Group, SegmentedControl, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../../lib/problem.ts';
import { DateTimeInput } from '../../../ui/date-time-input.tsx';
import { DurationInput } from '../editor/duration-input.tsx';
import { CronFields } from './cron-fields.tsx';
import { type ScheduleDraft, TIMING_KINDS, type TimingKind } from './schedule-draft.ts';
import { TimingPreview } from './timing-preview.tsx';
import { ownZone } from './zone.ts';

interface TimingFormProps {
  draft: ScheduleDraft;
  change: (part: Partial<ScheduleDraft>) => void;
  preview: { times: number[] | undefined; error: unknown };
}

/** When it runs, with the times that come of it. */
export function TimingForm({ draft, change, preview }: TimingFormProps) {
  const { t } = useTranslation();
  const error = useTimingError(preview);
  return (
    <Stack gap="sm">
      <SegmentedControl
        fullWidth
        aria-label={t('schedules.kind')}
        value={draft.kind}
        onChange={(kind) => change({ kind: kind as TimingKind })}
        data={TIMING_KINDS.map((kind) => ({ value: kind, label: t(`timingKind.${kind}`) }))}
      />
      {draft.kind === 'cron' && <CronFields draft={draft} change={change} error={error} />}
      {draft.kind === 'every' && (
        <Group grow align="flex-start">
          <DurationInput
            label={t('schedules.interval')}
            description={undefined}
            error={error ?? (draft.everyMs === null ? t('inputFault.needed') : null)}
            disabled={false}
            size="sm"
            data-testid="schedule-interval"
            units={['s', 'min', 'h', 'd']}
            value={draft.everyMs}
            onChange={(value) => change({ everyMs: typeof value === 'number' ? value : null })}
          />
          <DateTimeInput
            label={t('schedules.from')}
            value={draft.from}
            onChange={(from) => change({ from })}
          />
        </Group>
      )}
      {draft.kind === 'once' && (
        <DateTimeInput
          label={t('schedules.at')}
          description={t('schedules.yourZone', { zone: ownZone() })}
          value={draft.at}
          error={error ?? (draft.at === '' ? t('inputFault.needed') : null)}
          onChange={(at) => change({ at })}
          data-testid="schedule-at"
        />
      )}
      <TimingPreview
        times={preview.times}
        zone={draft.kind === 'cron' ? draft.zone : ownZone()}
        isBroken={error !== null && preview.times === undefined}
      />
    </Stack>
  );
}

/** What is wrong with the timing, for the field that it comes from. */
function useTimingError({ times, error }: TimingFormProps['preview']): string | null {
  const { t, i18n } = useTranslation();
  if (times?.length === 0) return t('schedules.noNext');
  if (!error) return null;
  const { code, message } = asProblem(error);
  if (code === 'schedule_invalid')
    return t('schedules.invalid', { why: message.replace('Cannot read schedule: ', '') });
  return i18n.exists(`problem.${code}`) ? t(`problem.${code}`) : message;
}
