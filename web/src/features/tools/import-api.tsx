import {
  Button,
  Drawer,
  Group,
  List,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ApiDocument, ApiPreview } from '../../lib/api-types.ts';
import { asProblem } from '../../lib/problem.ts';
import { useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { ChooseOperations } from './choose-operations.tsx';

/** Imports an OpenAPI document: first it is read, then operations are chosen. */
export function ImportApi({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [found, setFound] = useState<{ document: ApiDocument; preview: ApiPreview } | null>(null);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={640}
      title={t('tools.importApi')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      {found ? (
        <ChooseOperations {...found} onBack={() => setFound(null)} onClose={onClose} />
      ) : (
        <ReadDocument onRead={(document, preview) => setFound({ document, preview })} />
      )}
    </Drawer>
  );
}

function ReadDocument({ onRead }: { onRead: (document: ApiDocument, preview: ApiPreview) => void }) {
  const { t } = useTranslation();
  const [from, setFrom] = useState<'url' | 'text'>('url');
  const [given, setGiven] = useState({ url: '', text: '' });
  const read = useWrite('POST /api/v1/openapi-previews');
  const set = ({ currentTarget }: { currentTarget: { value: string } }) => {
    read.reset();
    setGiven({ ...given, [from]: currentTarget.value });
  };
  const submit = async () => {
    const document = from === 'url' ? { url: given.url.trim() } : { text: given.text };
    onRead(document, await read.mutateAsync({ body: { document } }));
  };
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
          {t('tools.importText')}
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
        <FormProblem error={read.error} />
        <Places error={read.error} />
        <Group justify="flex-end">
          <Button
            type="submit"
            loading={read.isPending}
            disabled={given[from].trim() === ''}
            data-testid="api-read"
          >
            {t('tools.readDocument')}
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
