import { CloseButton, Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/use-format.ts';
import { useProblemText } from '../../lib/use-problem-text.ts';
import styles from './composer.module.css';
import { type Attachment, MAX_ATTACHMENTS } from './use-attachments.ts';

export function AttachmentTray({
  items,
  isOver,
  onRemove,
}: {
  items: readonly Attachment[];
  /** More were given than a message takes. */
  isOver: boolean;
  onRemove: (key: number) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const say = useProblemText();
  if (items.length === 0) return null;
  return (
    <Group gap={8} px={14} pt={12}>
      {items.map(({ key, name, size, share, file, error }) => (
        <div key={key} className={styles.attachment} data-failed={error !== null} data-testid="attachment">
          <div style={{ minWidth: 0 }}>
            <Text size="sm" truncate maw={200}>
              {name}
            </Text>
            {error ? (
              <Text size="xs" c="var(--mantine-color-error)">
                {say(error)}
              </Text>
            ) : (
              <Text size="xs" c="dimmed">
                {format.bytes(size)}
              </Text>
            )}
            {!file && !error && (
              <Progress value={share * 100} size={3} mt={3} aria-label={t('file.uploading', { name })} />
            )}
          </div>
          <CloseButton size="sm" aria-label={t('file.remove', { name })} onClick={() => onRemove(key)} />
        </div>
      ))}
      {isOver && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {t('chat.tooManyFiles', { count: MAX_ATTACHMENTS })}
        </Text>
      )}
    </Group>
  );
}
