import { Alert, Badge, Button, Group, Menu, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconDatabase, IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SqlConnection } from '../../lib/api-types.ts';
import { useCan, useRead, useWrite } from '../../lib/queries.ts';
import { useCodeText } from '../../lib/use-problem-text.ts';
import { ErrorState } from '../../ui/states.tsx';
import { useConfirm } from '../../ui/use-confirm.tsx';
import { DatabaseForm } from './database-form.tsx';
import { DATABASES_TOUCHED } from './touched.ts';

/** The databases that agents may query. Nothing stands here until there is one. */
export function Databases() {
  const { t } = useTranslation();
  const { data, error, refetch } = useRead('GET /api/v1/sql-connections', {});
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data || data.items.length === 0) return null;
  return (
    <Stack gap="sm" mb="xl" component="section">
      <Title order={2} size="h4">
        {t('databases.title')}
      </Title>
      <SimpleGrid cols={{ base: 1, md: 2 }} style={{ alignItems: 'start' }}>
        {data.items.map((database) => (
          <DatabaseCard key={database.id} database={database} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

export function addressOf({ place }: Pick<SqlConnection, 'place'>): string {
  if (place.kind === 'sqlite') return place.file;
  return `${place.user}@${place.host}:${place.port}/${place.database}`;
}

function DatabaseCard({ database }: { database: SqlConnection }) {
  const { t } = useTranslation();
  const can = useCan();
  const test = useWrite('POST /api/v1/sql-connections/{id}/tests');
  const { name, description, place } = database;
  return (
    <Paper withBorder p="md" radius="md" data-testid="database">
      <Stack gap={8}>
        <Group gap={8} wrap="nowrap">
          <IconDatabase size={18} aria-hidden />
          <Title order={3} size="h5" flex={1} miw={0}>
            {name}
          </Title>
          <Badge size="sm" variant="default" tt="none">
            {t(`databases.kinds.${place.kind}`)}
          </Badge>
          {can('edit', 'Tool') && <DatabaseMenu database={database} />}
        </Group>
        {description !== '' && <Text size="sm">{description}</Text>}
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {addressOf(database)}
        </Text>
        {can('edit', 'Tool') && (
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              loading={test.isPending}
              onClick={() => test.mutate({ params: { id: database.id } })}
              data-testid="database-test"
            >
              {t('databases.test')}
            </Button>
          </Group>
        )}
        {test.error && <ErrorState error={test.error} />}
        {test.data && <TestResult result={test.data} />}
      </Stack>
    </Paper>
  );
}

interface Result {
  ok: boolean;
  tables: number;
  mayWrite: boolean;
  error: { code: string; message: string } | null;
}

function TestResult({ result: { ok, tables, mayWrite, error } }: { result: Result }) {
  const { t } = useTranslation();
  const say = useCodeText();
  if (!ok)
    return (
      <Alert color="red" variant="light" icon={<IconAlertTriangle size={16} />} title={t('databases.failed')}>
        {error && say(error.code, error.message)}
        {error && (
          <Text size="xs" c="dimmed" mt={4} style={{ overflowWrap: 'anywhere' }}>
            {error.message}
          </Text>
        )}
      </Alert>
    );
  return (
    <Stack gap={8}>
      <Alert color="spruce" variant="light" icon={<IconCircleCheck size={16} />} role="status">
        {t('databases.works', { count: tables })}
      </Alert>
      {mayWrite && (
        <Alert color="yellow" variant="light" icon={<IconAlertTriangle size={16} />}>
          {t('databases.mayWrite')}
        </Alert>
      )}
    </Stack>
  );
}

function DatabaseMenu({ database }: { database: SqlConnection }) {
  const { t } = useTranslation();
  const confirm = useConfirm();
  const [isEdited, setEdited] = useState(false);
  const remove = useWrite('DELETE /api/v1/sql-connections/{id}', DATABASES_TOUCHED);
  const ask = () =>
    confirm({
      title: t('databases.remove'),
      text: t('databases.removeText', { name: database.name }),
      confirm: t('databases.remove'),
      act: () => remove.mutateAsync({ params: { id: database.id } }),
    });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            aria-label={t('tools.sourceMenu', { name: database.name })}
            data-testid="database-menu"
          >
            <IconDots size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setEdited(true)} data-testid="database-edit">
            {t('common.edit')}
          </Menu.Item>
          <Menu.Item color="red.9" onClick={ask} data-testid="database-remove">
            {t('databases.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isEdited && <DatabaseForm known={database} onClose={() => setEdited(false)} />}
    </>
  );
}
