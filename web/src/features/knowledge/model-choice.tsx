import { Button, Group, Radio, Select, Stack, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Provider } from '../../lib/api-types.ts';
import { FormProblem } from '../../ui/form-problem.tsx';

export interface EndpointModel {
  providerId: string;
  wireName: string;
}

export interface ModelWay<M> {
  value: string;
  label: string;
  hint?: string;
  /** Undefined as long as it is not whole. */
  model: M | null | undefined;
  /** Why it can't be chosen. */
  missing?: string | undefined;
  fields?: ReactNode;
}

interface ModelChoiceProps<M> {
  label: string;
  ways: readonly ModelWay<M>[];
  initial: string;
  change: { error: unknown; isPending: boolean; isSuccess: boolean; reset: () => void };
  onSave: (model: M | null) => void;
  testId: string;
}

/** Which model does something for a base, or none: one way of several, and what that way needs to know. */
export function ModelChoice<M>({ label, ways, initial, change, onSave, testId }: ModelChoiceProps<M>) {
  const { t } = useTranslation();
  const [value, setValue] = useState(initial);
  const way = ways.find((one) => one.value === value);
  const model = way?.model;
  return (
    <form
      onChange={change.reset}
      onSubmit={(event) => {
        event.preventDefault();
        if (model !== undefined) onSave(model);
      }}
    >
      <Stack>
        <FormProblem error={change.error} />
        <Radio.Group value={value} onChange={setValue} label={label}>
          <Stack gap="sm" mt="xs">
            {ways.map(({ value, label, hint, missing }) => (
              <Radio
                key={value}
                value={value}
                label={label}
                description={missing ?? hint}
                disabled={missing !== undefined}
              />
            ))}
          </Stack>
        </Radio.Group>
        {way?.fields}
        <Group justify="flex-end" gap="sm">
          {change.isSuccess && <span role="status">{t('common.saved')}</span>}
          <Button
            type="submit"
            variant="default"
            disabled={model === undefined}
            loading={change.isPending}
            data-testid={`${testId}-save`}
          >
            {t('embedding.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** A model of a provider, by the provider's own name for it, with the fields that ask for it. */
export function useEndpoint(
  given: EndpointModel | null,
  providers: readonly Provider[],
  { hint, testId }: { hint: string; testId: string },
): { model: EndpointModel | undefined; fields: ReactNode } {
  const { t } = useTranslation();
  const [providerId, setProviderId] = useState(given?.providerId ?? providers[0]?.id ?? null);
  const [wireName, setWireName] = useState(given?.wireName ?? '');
  const name = wireName.trim();
  const fields = (
    <>
      <Select
        allowDeselect={false}
        label={t('embedding.provider')}
        value={providerId}
        onChange={setProviderId}
        data={providers.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <TextInput
        label={t('embedding.wireName')}
        description={hint}
        maxLength={200}
        value={wireName}
        onChange={(event) => setWireName(event.currentTarget.value)}
        data-testid={`${testId}-wire-name`}
      />
    </>
  );
  return { model: providerId && name !== '' ? { providerId, wireName: name } : undefined, fields };
}
