import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '../../../ui/form-problem.tsx';

interface NameFormProps {
  title: string;
  isOpen: boolean;
  initial?: string;
  onClose: () => void;
  onSave: (name: string) => Promise<unknown>;
}

export function NameForm({ title, isOpen, onClose, ...rest }: NameFormProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title}>
      <Field onClose={onClose} {...rest} />
    </Modal>
  );
}

function Field({ initial = '', onClose, onSave }: Pick<NameFormProps, 'initial' | 'onClose' | 'onSave'>) {
  const { t } = useTranslation();
  const [name, setName] = useState(initial);
  const save = useMutation({ mutationFn: () => onSave(name.trim()).then(onClose) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <FormProblem error={save.error} />
        <TextInput
          data-autofocus
          required
          maxLength={120}
          label={t('common.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-testid="set-name"
        />
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''} data-testid="set-save">
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
