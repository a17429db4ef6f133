import { NumberInput, Select, Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Priority } from '../../../lib/api-types.ts';
import { MISSED, OVERLAPS, type ScheduleDraft } from './schedule-draft.ts';

const PRIORITIES: readonly Priority[] = ['background', 'low', 'normal', 'high', 'interactive'];
const MAX_MISSED = 50;

interface PolicyFormProps {
  draft: ScheduleDraft;
  change: (part: Partial<ScheduleDraft>) => void;
}

/** What happens to times that were missed or come while a run is under way, and how urgent a run is. */
export function PolicyForm({ draft, change }: PolicyFormProps) {
  const { t } = useTranslation();
  return (
    <section>
      <Title order={2} size="h6" mb="xs">
        {t('schedules.policies')}
      </Title>
      <Stack gap="sm">
        <Select
          label={t('schedules.missed')}
          description={t(`missedText.${draft.missed}`)}
          allowDeselect={false}
          value={draft.missed}
          onChange={(missed) => change({ missed: missed as ScheduleDraft['missed'] })}
          data={MISSED.map((value) => ({ value, label: t(`missed.${value}`) }))}
          data-testid="schedule-missed"
        />
        {draft.missed === 'all' && (
          <NumberInput
            label={t('schedules.missedLimit')}
            min={1}
            max={MAX_MISSED}
            allowDecimal={false}
            clampBehavior="strict"
            value={draft.missedLimit}
            onChange={(missedLimit) => change({ missedLimit: Number(missedLimit) || 1 })}
          />
        )}
        <Select
          label={t('schedules.overlap')}
          description={t(`overlapText.${draft.overlap}`)}
          allowDeselect={false}
          value={draft.overlap}
          onChange={(overlap) => change({ overlap: overlap as ScheduleDraft['overlap'] })}
          data={OVERLAPS.map((value) => ({ value, label: t(`overlap.${value}`) }))}
          data-testid="schedule-overlap"
        />
        <Select
          label={t('nodeField.priority')}
          clearable
          placeholder={t('schedules.usualPriority')}
          clearButtonProps={{ 'aria-label': t('schedules.usualPriority') }}
          value={draft.priority}
          onChange={(priority) => change({ priority: priority as Priority | null })}
          data={PRIORITIES.map((value) => ({ value, label: t(`nodeChoice.${value}`) }))}
        />
      </Stack>
    </section>
  );
}
