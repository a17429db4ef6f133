import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '../../ui/form-problem.tsx';
import { Loaded, LoadingRows } from '../../ui/states.tsx';

interface PolicyModalProps<P> {
  title: string;
  /** The policy as the server has it. */
  of: { data: P | undefined; error: unknown; refetch: () => unknown };
  rows: number;
  onClose: () => void;
  children: (policy: P) => ReactNode;
}

/** A dialog about a policy of the workspace, once that is known. */
export function PolicyModal<P>({ title, of, rows, onClose, children }: PolicyModalProps<P>) {
  const { t } = useTranslation();
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      attributes={{ header: { role: 'presentation' } }}
    >
      <Loaded of={of} loading={<LoadingRows rows={rows} />}>
        {children}
      </Loaded>
    </Modal>
  );
}

interface PolicyFormProps {
  text: string;
  save: { isPending: boolean; error: unknown };
  submit: () => Promise<unknown>;
  onClose: () => void;
  testId: string;
  children: ReactNode;
}

/** Its fields between what it is about and the buttons; closed once it is saved. */
export function PolicyForm({ text, save, submit, onClose, testId, children }: PolicyFormProps) {
  const { t } = useTranslation();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit()
          .then(onClose)
          .catch(() => undefined);
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {text}
        </Text>
        {children}
        <FormProblem error={save.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={save.isPending} data-testid={testId}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
