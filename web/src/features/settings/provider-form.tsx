import { Button, PasswordInput, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Provider } from '../../lib/api-types.ts';
import { useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../../ui/form-problem.tsx';

const KINDS: readonly Provider['kind'][] = ['openai', 'anthropic', 'google', 'openai-compatible'];
const TOUCHED = ['GET /api/v1/model-providers', 'GET /api/v1/models'] as const;

/** Adds a provider, or changes one. The key is only ever written: an empty field leaves it as it is. */
export function ProviderForm({ provider, onDone }: { provider?: Provider; onDone: () => void }) {
  const { t } = useTranslation();
  const create = useWrite('POST /api/v1/model-providers', TOUCHED);
  const update = useWrite('PATCH /api/v1/model-providers/{id}', TOUCHED);
  const form = useForm({
    initialValues: {
      kind: provider?.kind ?? ('openai' as Provider['kind']),
      name: provider?.name ?? '',
      baseUrl: provider?.baseUrl ?? '',
      key: '',
    },
  });
  const save = ({ kind, name, baseUrl, key }: typeof form.values) => {
    const body = { name, baseUrl: baseUrl.trim() || null, ...(key ? { key } : {}) };
    if (provider) update.mutate({ params: { id: provider.id }, body }, { onSuccess: onDone });
    else create.mutate({ body: { ...body, kind } }, { onSuccess: onDone });
  };
  const isCompatible = form.values.kind === 'openai-compatible';
  return (
    <form onSubmit={form.onSubmit(save)}>
      <Stack>
        <FormProblem error={create.error ?? update.error} />
        <Select
          allowDeselect={false}
          disabled={provider !== undefined}
          label={t('providers.kind')}
          data={KINDS.map((value) => ({ value, label: t(`providerKind.${value}`) }))}
          data-testid="provider-kind"
          {...form.getInputProps('kind')}
        />
        <TextInput
          required
          maxLength={120}
          label={t('common.name')}
          data-testid="provider-name"
          {...form.getInputProps('name')}
        />
        <TextInput
          type="url"
          required={isCompatible}
          label={t('providers.baseUrl')}
          description={isCompatible ? t('providers.baseUrlHint') : t('providers.baseUrlOptional')}
          data-testid="provider-url"
          {...form.getInputProps('baseUrl')}
        />
        <PasswordInput
          autoComplete="off"
          label={t('providers.key')}
          description={
            provider?.keyHint ? t('providers.keyKept', { hint: provider.keyHint }) : t('providers.keyStored')
          }
          data-testid="provider-key"
          {...form.getInputProps('key')}
        />
        <Button type="submit" loading={create.isPending || update.isPending} data-testid="provider-save">
          {t('common.save')}
        </Button>
      </Stack>
    </form>
  );
}
