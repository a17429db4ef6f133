import { Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Provider } from '../../lib/api-types.ts';

interface ModelFieldsProps {
  providers: readonly Provider[];
  providerId: string | null;
  setProviderId: (id: string | null) => void;
  wireName: string;
  setWireName: (name: string) => void;
  hint: string;
  testId: string;
}

/** A model of a provider, by the provider's own name for it. */
export function ModelFields({ providers, hint, testId, ...given }: ModelFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Select
        allowDeselect={false}
        label={t('embedding.provider')}
        value={given.providerId}
        onChange={given.setProviderId}
        data={providers.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <TextInput
        label={t('embedding.wireName')}
        description={hint}
        value={given.wireName}
        onChange={(event) => given.setWireName(event.currentTarget.value)}
        data-testid={testId}
      />
    </>
  );
}
