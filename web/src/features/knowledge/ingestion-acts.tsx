import { Button, Group } from '@mantine/core';
import { IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeDocument } from '../../lib/api-types.ts';
import { useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../../ui/form-problem.tsx';

const TOUCHED = ['GET /api/v1/knowledge/bases/{id}/documents'] as const;

interface ActsProps {
  baseId: string;
  documents: readonly KnowledgeDocument[];
}

/** What can be done with all that is being read, or could not be. */
export function IngestionActs({ baseId, documents }: ActsProps) {
  const { t } = useTranslation();
  const cancel = useWrite('PUT /api/v1/knowledge/bases/{id}/cancellation', TOUCHED);
  const retry = useWrite('POST /api/v1/knowledge/bases/{id}/retries', TOUCHED);
  const has = (wanted: string) =>
    documents.some(({ state, updateState }) => state === wanted || updateState === wanted);
  const params = { id: baseId };
  if (!has('pending') && !has('failed')) return null;
  return (
    <Group gap="xs">
      {has('pending') && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerStop size={15} />}
          loading={cancel.isPending}
          onClick={() => cancel.mutate({ params })}
          data-testid="cancel-all"
        >
          {t('knowledge.cancelAll')}
        </Button>
      )}
      {has('failed') && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={15} />}
          loading={retry.isPending}
          onClick={() => retry.mutate({ params })}
          data-testid="retry-all"
        >
          {t('knowledge.retryAll')}
        </Button>
      )}
      <FormProblem error={cancel.error ?? retry.error} />
    </Group>
  );
}
