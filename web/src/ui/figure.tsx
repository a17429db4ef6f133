import { Group, Modal, Skeleton, Text, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { StoredFile } from '../lib/api-types.ts';
import styles from './figure.module.css';
import { FileChip } from './file-chip.tsx';
import { useFileUrl } from './use-file-url.ts';

const SAFE_IMAGES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

export function isFigure({ mediaType }: StoredFile): boolean {
  return SAFE_IMAGES.includes(mediaType);
}

/** An image of the server, inline; a click shows it large. */
export function Figure({ file }: { file: StoredFile }) {
  const { t } = useTranslation();
  const { url, error } = useFileUrl(file.id);
  const [isOpen, { open, close }] = useDisclosure(false);
  if (error) return <FileChip file={file} />;
  if (!url) return <Skeleton height={280} maw={560} radius="md" />;
  return (
    <figure className={styles.figure}>
      <UnstyledButton onClick={open} aria-label={t('file.enlarge', { name: file.name })}>
        <img className={styles.image} src={url} alt={file.name} data-testid="figure" />
      </UnstyledButton>
      <Text component="figcaption" size="xs" c="dimmed" mt={4}>
        {file.name}
      </Text>
      <Modal opened={isOpen} onClose={close} size="xl" title={file.name}>
        <img className={styles.large} src={url} alt={file.name} />
        <Group mt="md">
          <FileChip file={file} />
        </Group>
      </Modal>
    </figure>
  );
}
