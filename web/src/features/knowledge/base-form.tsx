import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '../../ui/form-problem.tsx';

interface BaseFormProps {
  title: string;
  isOpen: boolean;
  initial?: { name: string; description: string };
  onClose: () => void;
  onSave: (values: { name: string; description: string }) => Promise<unknown>;
}

export function BaseForm({ title, isOpen, initial, onClose, onSave }: BaseFormProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title}>
      <Fields
        initial={initial ?? { name: '', description: '' }}
        onSave={(values) => onSave(values).then(onClose)}
      />
    </Modal>
  );
}

function Fields({
  initial,
  onSave,
}: {
  initial: { name: string; description: string };
  onSave: BaseFormProps['onSave'];
}) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: initial });
  const save = useMutation({ mutationFn: onSave });
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack>
        <FormProblem error={save.error} />
        <TextInput
          data-autofocus
          required
          maxLength={120}
          label={t('common.name')}
          data-testid="base-name"
          {...form.getInputProps('name')}
        />
        <Textarea
          autosize
          minRows={2}
          maxLength={2_000}
          label={t('common.description')}
          {...form.getInputProps('description')}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} data-testid="base-save">
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
