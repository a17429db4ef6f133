import { Button, Group } from '@mantine/core';
import { IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import type { DocumentCounts } from './use-document-pages.ts';

const TOUCHED = [
  'GET /api/v1/knowledge/bases/{id}/documents',
  'GET /api/v1/knowledge/bases/{id}/document-counts',
] as const;

interface ActsProps {
  baseId: string;
  counts: Pick<DocumentCounts, 'pending' | 'failed'>;
}

/** What can be done with all that is being read, or could not be. */
export function IngestionActs({ baseId, counts }: ActsProps) {
  const { t } = useTranslation();
  const cancel = useWrite('PUT /api/v1/knowledge/bases/{id}/cancellation', TOUCHED);
  const retry = useWrite('POST /api/v1/knowledge/bases/{id}/retries', TOUCHED);
  const params = { id: baseId };
  if (counts.pending === 0 && counts.failed === 0) return null;
  return (
    <Group gap="xs">
      {counts.pending > 0 && (
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
      {counts.failed > 0 && (
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
