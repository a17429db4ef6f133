import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/use-format.ts';
import styles from './runs.module.css';
import type { LineEvent } from './time-line.ts';

export function EventLines({ events }: { events: readonly LineEvent[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={styles.events}>
      {events.length === 0 && (
        <Text size="xs" c="dimmed">
          {t('runs.noEvents')}
        </Text>
      )}
      {events.map(({ sequence, at, type, payload, count }) => (
        <div key={sequence}>
          <Text size="xs">
            <Text span c="dimmed" size="xs">
              {format.clock(at)}
            </Text>{' '}
            <Text span ff="monospace" fw={550} size="xs">
              {type}
            </Text>
            {count > 1 && ` ×${count}`}
          </Text>
          <pre className={styles.payload}>{readable(payload)}</pre>
        </div>
      ))}
    </div>
  );
}

/** Text as text; everything else as JSON. */
function readable(payload: Record<string, unknown>): string {
  const keys = Object.keys(payload);
  if (keys.length === 0) return '';
  if (keys.length === 1 && typeof payload['text'] === 'string') return payload['text'];
  return JSON.stringify(payload, null, 2);
}
