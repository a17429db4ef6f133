import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Saving } from './use-save.ts';

/** Somebody else has saved first: whose version shall count? */
export function ConflictDialog({ saving }: { saving: Saving }) {
  const { t } = useTranslation();
  return (
    <Modal opened={saving.theirs !== null} onClose={saving.dismiss} title={t('editor.conflict')}>
      <Stack>
        <Text size="sm">
          {t('editor.conflictText', { version: saving.version, newest: saving.theirs?.version ?? 0 })}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={saving.takeTheirs} data-testid="conflict-theirs">
            {t('editor.takeTheirs')}
          </Button>
          <Button
            loading={saving.isPending}
            onClick={() => void saving.keepMine()}
            data-testid="conflict-mine"
          >
            {t('editor.keepMine')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
