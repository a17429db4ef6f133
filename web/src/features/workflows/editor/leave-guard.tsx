import { Button, Group, Modal, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';

/** Asks before changes are lost by leaving the page. */
export function LeaveGuard({ isDirty }: { isDirty: boolean }) {
  const { t } = useTranslation();
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isDirty,
    enableBeforeUnload: isDirty,
    withResolver: true,
  });
  return (
    <Modal opened={status === 'blocked'} onClose={() => reset?.()} title={t('editor.leave')}>
      <Text size="sm" mb="md">
        {t('editor.leaveText')}
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={() => reset?.()}>
          {t('editor.stay')}
        </Button>
        <Button color="red.9" onClick={() => proceed?.()} data-testid="leave">
          {t('editor.leaveAnyway')}
        </Button>
      </Group>
    </Modal>
  );
}
