import { Button, Group, List, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiDocument } from '../../lib/api-types.ts';
import { asProblem } from '../../lib/problem.ts';
import { FormProblem } from '../../ui/form-problem.tsx';

interface DocumentFormProps {
  text: string;
  act: string;
  isPending: boolean;
  error: unknown;
  /** What was told of the document before is of no use once it changes. */
  onChange: () => void;
  onSubmit: (document: ApiDocument) => Promise<unknown>;
}

/** An OpenAPI document: where it is, or the text itself. */
export function DocumentForm({ text, act, isPending, error, onChange, onSubmit }: DocumentFormProps) {
  const { t } = useTranslation();
  const [from, setFrom] = useState<'url' | 'text'>('url');
  const [given, setGiven] = useState({ url: '', text: '' });
  const set = ({ currentTarget }: { currentTarget: { value: string } }) => {
    onChange();
    setGiven({ ...given, [from]: currentTarget.value });
  };
  const submit = () => onSubmit(from === 'url' ? { url: given.url.trim() } : { text: given.text });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit().catch(() => undefined);
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
        <SegmentedControl
          fullWidth
          aria-label={t('tools.document')}
          value={from}
          onChange={(value) => setFrom(value as 'url' | 'text')}
          data={(['url', 'text'] as const).map((value) => ({ value, label: t(`tools.documents.${value}`) }))}
        />
        {from === 'url' ? (
          <TextInput
            type="url"
            data-autofocus
            label={t('tools.documentUrl')}
            value={given.url}
            onChange={set}
            data-testid="api-url"
          />
        ) : (
          <Textarea
            label={t('tools.documentText')}
            autosize
            minRows={8}
            maxRows={18}
            spellCheck={false}
            value={given.text}
            onChange={set}
            data-testid="api-text"
          />
        )}
        <FormProblem error={error} />
        <Places error={error} />
        <Group justify="flex-end">
          <Button
            type="submit"
            loading={isPending}
            disabled={given[from].trim() === ''}
            data-testid="api-read"
          >
            {act}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Where a document is wrong, as the server found it. */
function Places({ error }: { error: unknown }) {
  const fields = error ? asProblem(error).fields : [];
  if (fields.length === 0) return null;
  return (
    <List size="sm" data-testid="api-faults">
      {fields.map(({ path, message }) => (
        <List.Item key={`${path} ${message}`}>
          <code>{path}</code> {message}
        </List.Item>
      ))}
    </List>
  );
}
