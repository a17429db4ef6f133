import { Group, Stack, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../../ui/copy-button.tsx';
import type { InputField } from '../../../ui/input/input-fields.ts';
import styles from './automation.module.css';
import { curlExample, exampleBody } from './hook-example.ts';

interface HookAddressProps {
  path: string;
  /** Only right after it was made. */
  secret: string | null;
  fields: readonly InputField[];
}

/** Where a webhook is sent to, and how, to copy. */
export function HookAddress({ path, secret, fields }: HookAddressProps) {
  const { t } = useTranslation();
  const url = `${window.location.origin}${path}`;
  const example = curlExample(url, secret, exampleBody(fields));
  return (
    <Stack gap="md">
      <Group gap="xs" wrap="nowrap" align="flex-end">
        <TextInput
          flex={1}
          readOnly
          label={t('triggers.address')}
          value={url}
          onFocus={(event) => event.currentTarget.select()}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          data-testid="hook-address"
        />
        <CopyButton text={url} size="lg" label={t('triggers.copyAddress')} />
      </Group>
      <div>
        <Group justify="space-between" mb={4}>
          <Text size="sm" fw={500}>
            {t('triggers.example')}
          </Text>
          <CopyButton text={example} label={t('triggers.copyExample')} />
        </Group>
        <section className={styles.code} aria-label={t('triggers.example')} data-testid="hook-example">
          <pre>{example}</pre>
        </section>
        <Text size="xs" c="dimmed" mt={6}>
          {t('triggers.signatureText')}
        </Text>
      </div>
    </Stack>
  );
}
