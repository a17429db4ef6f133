import { Button, Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/use-format.ts';
import styles from './knowledge.module.css';
import type { UploadQueue, UploadState } from './upload-queue.ts';
import { UploadRow } from './upload-row.tsx';
import type { SameName } from './use-uploads.ts';

/** Rows of what failed; the rest is counted. */
const MAX_SHOWN = 20;

/** What is on its way, in sums, with the files that travel and those that could not be sent. */
export function UploadList({
  queue,
  items,
  total,
  sent,
  waiting,
}: UploadState & { queue: UploadQueue<SameName> }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (items.length === 0) return null;
  const more = items.length - MAX_SHOWN;
  return (
    <div className={styles.list}>
      {total > 1 && (
        <div className={styles.sum} data-testid="upload-sum">
          <Group justify="space-between" gap="xs">
            <Text size="sm" fw={550}>
              {t('knowledge.uploaded', { sent: format.number(sent), total: format.number(total) })}
            </Text>
            {waiting > 0 && (
              <Button size="compact-xs" variant="default" onClick={queue.stop} data-testid="upload-stop">
                {t('knowledge.stopUploads')}
              </Button>
            )}
          </Group>
          <Progress value={(sent / total) * 100} size={5} mt={6} aria-label={t('knowledge.uploads')} />
        </div>
      )}
      {items.slice(0, MAX_SHOWN).map((item) => (
        <UploadRow key={item.key} item={item} onDismiss={() => queue.dismiss(item.key)} />
      ))}
      {more > 0 && (
        <Text size="xs" c="dimmed" px="md" py="xs">
          {t('knowledge.moreUploads', { count: more })}
        </Text>
      )}
    </div>
  );
}
