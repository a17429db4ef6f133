import { CloseButton, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/use-format.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import styles from './knowledge.module.css';
import type { UploadItem } from './upload-queue.ts';

export function UploadRow({ item, onDismiss }: { item: UploadItem; onDismiss: () => void }) {
  const { t } = useTranslation();
  const say = useProblemText();
  const format = useFormat();
  const { name, size, share, error } = item;
  return (
    <div className={styles.document} data-testid="upload-row">
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text size="sm" fw={550} truncate>
          {name}
        </Text>
        {error ? (
          <Text size="xs" c="var(--mantine-color-error)" role="alert">
            {say(error)}
          </Text>
        ) : (
          <Progress value={share * 100} size={5} mt={6} aria-label={t('file.uploading', { name })} />
        )}
      </div>
      <Text size="xs" c="dimmed">
        {format.bytes(size)}
      </Text>
      {error !== null && <CloseButton aria-label={t('common.dismiss')} onClick={onDismiss} />}
    </div>
  );
}
