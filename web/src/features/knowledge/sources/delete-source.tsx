import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeSource } from '../../../lib/api-types.ts';
import { useWrite } from '../../../lib/queries.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';

export function DeleteSource({ source, onClose }: { source: KnowledgeSource; onClose: () => void }) {
  const { t } = useTranslation();
  const [withDocuments, setWithDocuments] = useState(false);
  const remove = useWrite('DELETE /api/v1/knowledge/bases/{id}/sources/{sourceId}', [
    'GET /api/v1/knowledge/bases/{id}/sources',
    'GET /api/v1/knowledge/bases/{id}/documents',
  ]);
  const params = { id: source.baseId, sourceId: source.id };
  const query = { documents: withDocuments ? ('remove' as const) : ('keep' as const) };
  return (
    <Modal opened onClose={onClose} title={t('source.deleteTitle')}>
      <Stack>
        <FormProblem error={remove.error} />
        <Text size="sm">{t('source.deleteText', { address: source.settings.address })}</Text>
        <Checkbox
          label={t('source.withDocuments')}
          checked={withDocuments}
          onChange={(event) => setWithDocuments(event.currentTarget.checked)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button
            color="red"
            loading={remove.isPending}
            onClick={() => remove.mutate({ params, query }, { onSuccess: onClose })}
            data-testid="confirm-delete-source"
          >
            {t('common.delete')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
