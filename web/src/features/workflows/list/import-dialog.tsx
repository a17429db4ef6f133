import { Button, FileButton, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { problemsIn } from '../flow/problem-details.ts';
import { useCreateWorkflow } from './use-create-workflow.ts';

const MAX_SHOWN = 8;

/** A workflow from YAML or JSON, as a file or pasted. */
export function ImportDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened={isOpen} onClose={onClose} title={t('workflows.import')} size="lg">
      <ImportForm onClose={onClose} />
    </Modal>
  );
}

function ImportForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const { make, isPending, error } = useCreateWorkflow();
  const problems = problemsIn(error);
  const read = async (file: File | null) => {
    if (file) setText(await file.text());
  };
  return (
    <Stack>
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t('workflows.importText')}
        </Text>
        <FileButton onChange={(file) => void read(file)} accept=".yaml,.yml,.json,application/json,text/yaml">
          {(props) => (
            <Button {...props} variant="default" size="xs" leftSection={<IconFileUpload size={15} />}>
              {t('workflows.importFile')}
            </Button>
          )}
        </FileButton>
      </Group>
      <Textarea
        autosize
        minRows={12}
        maxRows={22}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        aria-label={t('workflows.definition')}
        spellCheck={false}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
        data-testid="import-text"
      />
      <FormProblem error={error} />
      {problems.slice(0, MAX_SHOWN).map(({ path, message }) => (
        <Text key={`${path.join('.')}${message}`} size="sm" c="red.9" className="problem">
          {message}
        </Text>
      ))}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          loading={isPending}
          disabled={text.trim() === ''}
          // The mutation holds the failure; the form shows it.
          onClick={() => void make(text).catch(() => undefined)}
          data-testid="import-save"
        >
          {t('workflows.import')}
        </Button>
      </Group>
    </Stack>
  );
}
