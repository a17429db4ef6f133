import { Alert, Group, Stack, TextInput } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from './copy-button.tsx';

/** A secret that the server tells this one time. */
export function ShownOnce({ text, secret }: { text: string; secret: string }) {
  const { t } = useTranslation();
  return (
    <Stack>
      <Alert variant="light" color="yellow" icon={<IconEyeOff size={18} />}>
        {text}
      </Alert>
      <Group gap="xs" wrap="nowrap">
        <TextInput
          flex={1}
          readOnly
          value={secret}
          aria-label={t('common.secret')}
          onFocus={(event) => event.currentTarget.select()}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          data-testid="shown-once"
        />
        <CopyButton text={secret} size="lg" />
      </Group>
    </Stack>
  );
}
