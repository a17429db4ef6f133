import { Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './knowledge.module.css';

/** Takes files by click, keyboard or drag. */
export function DocumentDrop({ onFiles }: { onFiles: (files: File[]) => void }) {
  const { t } = useTranslation();
  const [isOver, setOver] = useState(false);
  return (
    <label
      className={styles.drop}
      data-over={isOver}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      }}
    >
      <input
        type="file"
        multiple
        className={styles.hidden}
        data-testid="document-upload"
        onChange={(event) => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <IconUpload size={24} stroke={1.6} />
      <Text fw={550} size="sm">
        {t('knowledge.upload')}
      </Text>
      <Text size="xs" c="dimmed">
        {t('knowledge.uploadHint')}
      </Text>
    </label>
  );
}
