import { Skeleton, Stack, Text } from '@mantine/core';
import { IconClockShield } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../../lib/use-format.ts';
import styles from './automation.module.css';
import { formatIn, hasChanged, offsetOf, ownZone } from './zone.ts';

const ROWS = 5;

/** The next times in the zone of the schedule, where the clocks change between them, and what that is here. */
export function NextTimes({ times, zone }: { times: readonly number[]; zone: string }) {
  const { t } = useTranslation();
  const { language } = useFormat();
  const here = ownZone();
  return (
    <ol className={styles.times} data-testid="next-times">
      {times.map((at, index) => {
        const before = times[index - 1];
        const isChanged = before !== undefined && hasChanged(before, at, zone);
        return (
          <li key={at}>
            {isChanged && (
              <Text size="xs" fw={550} className={styles.change} data-testid="clock-change">
                <IconClockShield size={14} aria-hidden /> {t('schedules.clockChange', { zone })}
              </Text>
            )}
            <Text size="sm" component="span">
              {formatIn(at, zone, language)}{' '}
              <Text span size="xs" c="dimmed">
                {offsetOf(at, zone)}
              </Text>
            </Text>
            {offsetOf(at, zone) !== offsetOf(at, here) && (
              <Text size="xs" c="dimmed" component="div">
                {t('schedules.hereIs', { time: formatIn(at, undefined, language) })}
              </Text>
            )}
          </li>
        );
      })}
    </ol>
  );
}

interface PreviewProps {
  times: readonly number[] | undefined;
  zone: string;
  isBroken: boolean;
}

/** What one types, as times; while it can't be read, the place stays as it is. */
export function TimingPreview({ times, zone, isBroken }: PreviewProps) {
  const { t } = useTranslation();
  return (
    <section className={styles.preview} aria-label={t('schedules.next')} aria-live="polite">
      <Text size="xs" fw={600} c="dimmed" mb={6}>
        {t('schedules.next')}
      </Text>
      {isBroken ? (
        <Text size="sm" c="dimmed">
          {t('schedules.noPreview')}
        </Text>
      ) : times === undefined ? (
        <Stack gap={8}>
          {Array.from({ length: ROWS }, (_, index) => `row-${index}`).map((place) => (
            <Skeleton key={place} height={18} w="70%" />
          ))}
        </Stack>
      ) : times.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('schedules.noNext')}
        </Text>
      ) : (
        <NextTimes times={times} zone={zone} />
      )}
    </section>
  );
}
