import { Button, Checkbox, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Model, Provider } from '../../lib/api-types.ts';
import { useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { microsOf } from './price.ts';

interface ModelFormProps {
  providers: readonly Provider[];
  models: readonly Model[];
  onDone: () => void;
}

export function ModelForm({ providers, models, onDone }: ModelFormProps) {
  const { t } = useTranslation();
  const create = useWrite('POST /api/v1/models', ['GET /api/v1/models']);
  const form = useForm({
    initialValues: {
      providerId: providers[0]?.id ?? '',
      name: '',
      wireName: '',
      input: 0 as number | string,
      output: 0 as number | string,
      fallbackId: null as string | null,
      seesImages: false,
    },
  });
  const save = ({ input, output, ...values }: typeof form.values) => {
    const prices = { inputMicrosPerMillion: microsOf(input), outputMicrosPerMillion: microsOf(output) };
    create.mutate(
      { body: { ...values, name: values.name || values.wireName, ...prices } },
      { onSuccess: onDone },
    );
  };
  return (
    <form onSubmit={form.onSubmit(save)}>
      <Stack>
        <FormProblem error={create.error} />
        <Select
          required
          allowDeselect={false}
          label={t('models.provider')}
          data={providers.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('providerId')}
        />
        <TextInput
          required
          label={t('models.wireName')}
          description={t('models.wireNameHint')}
          data-testid="model-wire-name"
          {...form.getInputProps('wireName')}
        />
        <TextInput label={t('models.shownName')} {...form.getInputProps('name')} />
        <Group grow align="flex-start">
          <NumberInput min={0} prefix="$" label={t('models.inputPrice')} {...form.getInputProps('input')} />
          <NumberInput min={0} prefix="$" label={t('models.outputPrice')} {...form.getInputProps('output')} />
        </Group>
        <Select
          clearable
          clearButtonProps={{ 'aria-label': t('models.noFallback') }}
          label={t('models.fallback')}
          placeholder={t('models.noFallback')}
          data={models.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps('fallbackId')}
        />
        <Checkbox
          label={t('models.seesImages')}
          description={t('models.seesImagesHint')}
          {...form.getInputProps('seesImages', { type: 'checkbox' })}
        />
        <Button type="submit" loading={create.isPending} data-testid="model-save">
          {t('models.add')}
        </Button>
      </Stack>
    </form>
  );
}
