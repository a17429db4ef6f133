import { Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { WholeExecution } from '../../lib/api-types.ts';
import { useFormat } from '../../lib/use-format.ts';
import chip from '../../ui/file-chip.module.css';
import { fileIcon } from '../../ui/file-chip.tsx';
import styles from './code-page.module.css';
import { bytesOf } from './input-files.ts';

type Result = NonNullable<WholeExecution['result']>;
type Made = Result['files'][number];

/** Figures in sight, files to be saved. */
export function MadeFiles({ result }: { result: Result }) {
  const { t } = useTranslation();
  const shown = result.figures.filter(({ mediaType }) => mediaType === 'image/png');
  const others = [...result.figures, ...result.files];
  if (others.length === 0) return null;
  return (
    <Stack gap="sm">
      {shown.map(({ name, mediaType, contentBase64 }) => (
        <img
          key={name}
          className={styles.figure}
          src={`data:${mediaType};base64,${contentBase64}`}
          alt={t('code.figure', { name })}
          data-testid="code-figure"
        />
      ))}
      <Group gap="xs">
        {others.map((file) => (
          <MadeFile key={file.name} file={file} />
        ))}
      </Group>
    </Stack>
  );
}

function MadeFile({ file }: { file: Made }) {
  const { t } = useTranslation();
  const format = useFormat();
  const Icon = fileIcon(file.mediaType);
  return (
    <UnstyledButton
      className={chip.chip ?? ''}
      title={t('file.download', { name: file.name })}
      onClick={() => save(file)}
      data-testid={`made-${file.name}`}
    >
      <Icon size={18} stroke={1.6} />
      <Text size="sm" truncate maw={220}>
        {file.name}
      </Text>
      <Text size="xs" c="dimmed">
        {format.bytes(file.size)}
      </Text>
      <IconDownload size={15} stroke={1.6} />
    </UnstyledButton>
  );
}

/** Saved, never opened: what code made may be a page with a program in it. */
function save({ name, contentBase64 }: Made): void {
  const url = URL.createObjectURL(new Blob([bytesOf(contentBase64)], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name.split('/').at(-1) ?? name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
