import { ActionIcon, Button, FileButton, Group, Text } from '@mantine/core';
import { IconPaperclip, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../lib/use-format.ts';
import chip from '../../ui/file-chip.module.css';
import {
  addInputs,
  type InputFault,
  type InputFile,
  MAX_INPUT_BYTES,
  MAX_INPUT_FILES,
} from './input-files.ts';

interface InputListProps {
  files: readonly InputFile[];
  onChange: (files: InputFile[]) => void;
}

/** Files that lie in the folder of the code. */
export function InputList({ files, onChange }: InputListProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [fault, setFault] = useState<InputFault | null>(null);
  const add = async (chosen: File[]) => {
    const added = await addInputs(files, chosen);
    setFault(added.fault);
    onChange(added.files);
  };
  return (
    <Group gap="xs" data-testid="inputs">
      <FileButton multiple onChange={(chosen) => void add(chosen)}>
        {(props) => (
          <Button
            {...props}
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconPaperclip size={15} />}
          >
            {t('code.addFile')}
          </Button>
        )}
      </FileButton>
      {files.map(({ name, size }) => (
        <span key={name} className={chip.chip} data-testid={`input-${name}`}>
          <Text size="sm" truncate maw={180}>
            {name}
          </Text>
          <Text size="xs" c="dimmed">
            {format.bytes(size)}
          </Text>
          <ActionIcon
            size={20}
            variant="subtle"
            color="gray"
            aria-label={t('code.removeFile', { name })}
            onClick={() => onChange(files.filter((file) => file.name !== name))}
          >
            <IconX size={14} />
          </ActionIcon>
        </span>
      ))}
      {fault && (
        <Text size="xs" c="red" role="alert">
          {fault.kind === 'tooMany'
            ? t('code.tooMany', { count: MAX_INPUT_FILES })
            : t('code.tooLarge', { name: fault.name, size: format.bytes(MAX_INPUT_BYTES) })}
        </Text>
      )}
    </Group>
  );
}
