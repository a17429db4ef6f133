import { Alert, Badge, Group, Popover, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconShieldLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SandboxState } from '../../lib/api-types.ts';
import { useRead } from '../../lib/queries.ts';

export function useSandbox() {
  return useRead('GET /api/v1/sandbox', {}, { staleTime: 60_000 });
}

/** How code is walled in here, and what it may use. */
export function SandboxNote({ state }: { state: SandboxState }) {
  const { t } = useTranslation();
  return (
    <Popover width={320} position="bottom-end" withArrow>
      <Popover.Target>
        <UnstyledButton
          title={t('code.aboutSandbox')}
          style={{ display: 'flex' }}
          data-testid="sandbox-level"
          data-level={state.level}
        >
          <Badge
            variant="light"
            color="spruce"
            radius="sm"
            tt="none"
            leftSection={<IconShieldLock size={13} />}
            style={{ cursor: 'pointer' }}
          >
            {t('code.isolated')}
          </Badge>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Text size="sm">{t('code.sandboxText')}</Text>
          <Text size="sm">{t('code.limits')}</Text>
          <Group gap="xs">
            {[state.python, state.javascript].map(
              (version) =>
                version !== null && (
                  <Badge key={version} variant="default" radius="sm" tt="none">
                    {version}
                  </Badge>
                ),
            )}
            <Badge variant="default" radius="sm" tt="none">
              {state.level}
            </Badge>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Nothing is run where it can't be walled in. */
export function NoSandbox({ state }: { state: SandboxState }) {
  const { t } = useTranslation();
  return (
    <Alert color="orange" variant="light" title={t('code.noSandbox')} data-testid="no-sandbox">
      <Text size="sm">{state.reason}</Text>
      {state.fix && (
        <Text size="sm" ff="monospace" mt="xs" style={{ overflowWrap: 'anywhere' }}>
          {state.fix}
        </Text>
      )}
    </Alert>
  );
}
