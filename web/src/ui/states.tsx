import { Button, Code, Group, Skeleton, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertTriangle, IconCloudOff, IconRefresh } from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem, NETWORK } from '../lib/problem.ts';
import { useProblemText } from '../lib/use-problem-text.ts';

type Icon = ComponentType<{ size?: number | string; stroke?: number | string }>;

interface EmptyProps {
  icon: Icon;
  title: string;
  text?: string;
  children?: ReactNode;
}

export function EmptyState({ icon: Icon, title, text, children }: EmptyProps) {
  return (
    <Stack align="center" gap="xs" py={56} px="md" ta="center">
      <ThemeIcon variant="light" size={52} radius="xl">
        <Icon size={26} stroke={1.6} />
      </ThemeIcon>
      <Title order={2} size="h4" mt="xs">
        {title}
      </Title>
      {text && (
        <Text c="dimmed" maw={440}>
          {text}
        </Text>
      )}
      {children && <Group mt="sm">{children}</Group>}
    </Stack>
  );
}

/** What went wrong, its code, and another try. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  const say = useProblemText();
  const { code, requestId } = asProblem(error);
  const Icon = code === NETWORK ? IconCloudOff : IconAlertTriangle;
  return (
    <Stack align="center" gap="xs" py={48} px="md" ta="center" role="alert">
      <ThemeIcon variant="light" color={code === NETWORK ? 'gray' : 'red'} size={52} radius="xl">
        <Icon size={26} stroke={1.6} />
      </ThemeIcon>
      <Text fw={600} mt="xs" maw={480}>
        {say(error)}
      </Text>
      <Text size="xs" c="dimmed">
        <Code>{code}</Code> {requestId && <Code>{requestId}</Code>}
      </Text>
      {onRetry && (
        <Button variant="default" mt="sm" leftSection={<IconRefresh size={16} />} onClick={onRetry}>
          {t('common.retry')}
        </Button>
      )}
    </Stack>
  );
}

export function LoadingRows({ rows = 5, height = 44 }: { rows?: number; height?: number }) {
  const { t } = useTranslation();
  const places = Array.from({ length: rows }, (_, index) => `row-${index}`);
  return (
    <Stack gap="sm" role="status" aria-label={t('common.loading')}>
      {places.map((place) => (
        <Skeleton key={place} height={height} radius="md" />
      ))}
    </Stack>
  );
}

interface Reading<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** The states of a list or record that is read: what came before stays visible while it is read again. */
export function Loaded<T>(given: { of: Reading<T>; loading?: ReactNode; children: (value: T) => ReactNode }) {
  const { data, error, refetch } = given.of;
  if (data !== undefined) return given.children(data);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return given.loading ?? <LoadingRows />;
}
