import { Button, FileButton, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeDocument } from '../../lib/api-types.ts';
import { useApi } from '../../lib/client.tsx';
import { upload } from '../../lib/upload.ts';
import { FormProblem } from '../../ui/form-problem.tsx';

/** What another version changes. */
export const TOUCHED = [
  'GET /api/v1/knowledge/bases/{id}/documents/{documentId}/versions',
  'GET /api/v1/knowledge/bases/{id}/documents',
  'GET /api/v1/knowledge/bases/{id}/documents/{documentId}',
] as const;

/** Takes the bytes of the next version. */
export function NewVersion({ document: { id, baseId } }: { document: KnowledgeDocument }) {
  const { t } = useTranslation();
  const api = useApi();
  const queries = useQueryClient();
  const [state, setState] = useState<{ isSending: boolean; said?: string; error?: unknown }>({
    isSending: false,
  });
  const send = async (file: File | null) => {
    if (!file) return;
    setState({ isSending: true });
    const path = `/api/v1/knowledge/bases/${encodeURIComponent(baseId)}/documents/${encodeURIComponent(id)}/versions`;
    try {
      const { outcome } = await upload<{ outcome: string }>(api, path, file);
      setState({ isSending: false, ...(outcome === 'unchanged' ? { said: t('versions.unchanged') } : {}) });
      await Promise.all(TOUCHED.map((key) => queries.invalidateQueries({ queryKey: [key] })));
    } catch (error) {
      setState({ isSending: false, error });
    }
  };
  return (
    <div>
      <FileButton onChange={(file) => void send(file)} inputProps={{ 'aria-label': t('versions.upload') }}>
        {(props) => (
          <Button
            {...props}
            variant="default"
            leftSection={<IconUpload size={16} />}
            loading={state.isSending}
          >
            {t('versions.upload')}
          </Button>
        )}
      </FileButton>
      <Text size="xs" c="dimmed" mt={6} role="status">
        {state.said ?? t('versions.uploadHint')}
      </Text>
      <FormProblem error={state.error} />
    </div>
  );
}
