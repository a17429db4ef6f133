import { Button, Code, FileButton, Group, List, Modal, Stack, Text, Textarea } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../../lib/problem.ts';
import { useWrite } from '../../../lib/queries.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';
import { type SetParams, TOUCHED } from './routes.ts';

const EXAMPLE = 'question,document,quote,grade\nWhen is the museum open?,visitors.md,opens at nine,3';

/** JSON begins with a bracket, all else is a table. */
export const formatOf = (text: string): 'csv' | 'json' => (/^\s*[[{]/.test(text) ? 'json' : 'csv');

/** Questions from a table or a list: all are added, or none, and each row that does not fit is told. */
export function ImportForm({ params, onClose }: { params: SetParams; onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const add = useWrite('POST /api/v1/knowledge/bases/{id}/question-sets/{setId}/import', TOUCHED);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ params, body: { format: formatOf(text), text } }, { onSuccess: onClose });
  };
  const faults = add.error ? asProblem(add.error).fields : [];
  return (
    <Modal opened onClose={onClose} title={t('quality.importTitle')} size="lg">
      <form onSubmit={submit}>
        <Stack>
          <FormProblem error={add.error} />
          {faults.length > 0 && (
            <List size="sm" data-testid="import-faults">
              {faults.map(({ path, message }) => (
                <List.Item key={path}>
                  <Code>{path}</Code> {message}
                </List.Item>
              ))}
            </List>
          )}
          <Text size="sm" c="dimmed">
            {t('quality.importText')}
          </Text>
          <Code block>{EXAMPLE}</Code>
          <Textarea
            required
            autosize
            minRows={6}
            maxRows={16}
            label={t('quality.importLabel')}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            data-testid="import-text"
          />
          <Group justify="space-between">
            <FileButton
              accept=".csv,.json,text/csv,application/json"
              onChange={(file) => void file?.text().then(setText)}
            >
              {(props) => (
                <Button variant="default" leftSection={<IconUpload size={16} />} {...props}>
                  {t('quality.importFile')}
                </Button>
              )}
            </FileButton>
            <Button
              type="submit"
              loading={add.isPending}
              disabled={text.trim() === ''}
              data-testid="import-save"
            >
              {t('quality.import')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
