import { Loader, Text, UnstyledButton } from '@mantine/core';
import { IconDownload, IconFile, IconFileSpreadsheet, IconFileText, IconPhoto } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StoredFile } from '../lib/api-types.ts';
import { useFormat } from '../lib/use-format.ts';
import styles from './file-chip.module.css';
import { useTellProblem } from './use-confirm.tsx';
import { useDownload } from './use-file-url.ts';

export function fileIcon(mediaType: string) {
  if (mediaType.startsWith('image/')) return IconPhoto;
  if (/csv|sheet|tab-separated/.test(mediaType)) return IconFileSpreadsheet;
  return /text|pdf|json|word/.test(mediaType) ? IconFileText : IconFile;
}

/** A file with its name and size; a click downloads it. */
export function FileChip({ file }: { file: StoredFile }) {
  const { t } = useTranslation();
  const format = useFormat();
  const download = useDownload();
  const tell = useTellProblem();
  const [isBusy, setBusy] = useState(false);
  const Icon = fileIcon(file.mediaType);
  const save = () => {
    setBusy(true);
    download(file)
      .catch(tell)
      .finally(() => setBusy(false));
  };
  return (
    <UnstyledButton className={styles.chip} onClick={save} title={t('file.download', { name: file.name })}>
      <Icon size={18} stroke={1.6} />
      <Text size="sm" truncate maw={220}>
        {file.name}
      </Text>
      <Text size="xs" c="dimmed">
        {format.bytes(file.size)}
      </Text>
      {isBusy ? <Loader size={14} /> : <IconDownload size={15} stroke={1.6} />}
    </UnstyledButton>
  );
}
