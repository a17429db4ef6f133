import { Alert, Badge, Button, Group, Menu, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconDots, IconPlugConnected } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ToolSource } from '../../lib/api-types.ts';
import { useCan, useRead, useWrite } from '../../lib/queries.ts';
import { ErrorState } from '../../ui/states.tsx';
import { useConfirm, useTellProblem } from '../../ui/use-confirm.tsx';
import { RenewSource, SetSourceAuth } from './source-dialogs.tsx';
import { TOOLS_TOUCHED } from './touched.ts';
import { useAuthorize } from './use-authorize.ts';

/** What the workspace has connected. Nothing stands here until there is something. */
export function Sources({ onTool }: { onTool: (text: string) => void }) {
  const { t } = useTranslation();
  const { data, error, refetch } = useRead('GET /api/v1/tool-sources', {});
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data || data.items.length === 0) return null;
  return (
    <Stack gap="sm" mb="xl" component="section">
      <Title order={2} size="h4">
        {t('tools.connected')}
      </Title>
      <SimpleGrid cols={{ base: 1, md: 2 }} style={{ alignItems: 'start' }}>
        {data.items.map((source) => (
          <SourceCard key={source.id} source={source} onShow={() => onTool(source.name)} />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

function SourceCard({ source, onShow }: { source: ToolSource; onShow: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const { title, kind, address, tools, pending, skipped, state, reason, name } = source;
  return (
    <Paper withBorder p="md" radius="md" data-testid="tool-source">
      <Stack gap={8}>
        <Group gap={8} wrap="nowrap">
          <IconPlugConnected size={18} aria-hidden />
          <Title order={3} size="h5" flex={1} miw={0}>
            {title || name}
          </Title>
          <Badge size="sm" variant="default" tt="none">
            {t(`tools.kinds.${kind}`)}
          </Badge>
          {can('edit', 'Tool') && <SourceMenu source={source} />}
        </Group>
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {address}
        </Text>
        {state === 'failed' && (
          <Alert
            color="red"
            variant="light"
            icon={<IconAlertTriangle size={16} />}
            title={t('tools.unreachable')}
          >
            {reason}
          </Alert>
        )}
        {skipped.length > 0 && (
          <Text size="xs" c="dimmed">
            {t('tools.skipped', { names: skipped.map((one) => one.name).join(', ') })}
          </Text>
        )}
        <Group gap="xs">
          {tools > 0 && (
            <Button size="xs" variant="default" onClick={onShow}>
              {t('tools.count', { count: tools })}
            </Button>
          )}
          {pending > 0 && can('edit', 'Tool') && <ApproveAll source={source} />}
          {source.auth === 'oauth' && state === 'failed' && can('edit', 'Tool') && (
            <Authorize source={source} />
          )}
        </Group>
      </Stack>
    </Paper>
  );
}

/** Approves what is on the screen: the versions that were read, not those that came meanwhile. */
function ApproveAll({ source }: { source: ToolSource }) {
  const { t } = useTranslation();
  const tell = useTellProblem();
  const tools = useRead('GET /api/v1/tools', {}).data?.items ?? [];
  const waiting = tools.filter((tool) => tool.source.id === source.id && tool.state === 'pending');
  const approve = useWrite('PUT /api/v1/tool-sources/{id}/approvals', TOOLS_TOUCHED);
  const body = { tools: waiting.map(({ name, version }) => ({ name, version })) };
  return (
    <Button
      size="xs"
      loading={approve.isPending}
      disabled={waiting.length === 0}
      onClick={() => void approve.mutateAsync({ params: { id: source.id }, body }).catch(tell)}
      data-testid="approve-all"
    >
      {t('tools.approveAll', { count: waiting.length })}
    </Button>
  );
}

function Authorize({ source }: { source: ToolSource }) {
  const { t } = useTranslation();
  const { authorize, isPending } = useAuthorize();
  return (
    <Button size="xs" loading={isPending} onClick={() => authorize(source.id)} data-testid="source-authorize">
      {t('tools.authorize')}
    </Button>
  );
}

function SourceMenu({ source }: { source: ToolSource }) {
  const { t } = useTranslation();
  const confirm = useConfirm();
  const tell = useTellProblem();
  const params = { id: source.id };
  const refresh = useWrite('POST /api/v1/tool-sources/{id}/refreshes', TOOLS_TOUCHED);
  const remove = useWrite('DELETE /api/v1/tool-sources/{id}', TOOLS_TOUCHED);
  const { authorize } = useAuthorize();
  const [open, setOpen] = useState<'renew' | 'auth' | null>(null);
  const close = () => setOpen(null);
  const ask = () =>
    confirm({
      title: t('tools.disconnect'),
      text: t('tools.disconnectText', { name: source.title || source.name }),
      confirm: t('tools.disconnect'),
      act: () => remove.mutateAsync({ params }),
    });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            loading={refresh.isPending}
            aria-label={t('tools.sourceMenu', { name: source.title || source.name })}
            data-testid="source-menu"
          >
            <IconDots size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {source.kind === 'mcp' && (
            <Menu.Item onClick={() => void refresh.mutateAsync({ params }).catch(tell)}>
              {t('tools.refresh')}
            </Menu.Item>
          )}
          {source.auth === 'oauth' && (
            <Menu.Item onClick={() => authorize(source.id)}>{t('tools.authorize')}</Menu.Item>
          )}
          {source.kind === 'openapi' && (
            <Menu.Item onClick={() => setOpen('renew')} data-testid="source-renew">
              {t('tools.renew')}
            </Menu.Item>
          )}
          {source.auth !== 'oauth' && (
            <Menu.Item onClick={() => setOpen('auth')} data-testid="source-auth">
              {t('tools.setAuth')}
            </Menu.Item>
          )}
          <Menu.Item color="red.9" onClick={ask}>
            {t('tools.disconnect')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open === 'renew' && <RenewSource source={source} onClose={close} />}
      {open === 'auth' && <SetSourceAuth source={source} onClose={close} />}
    </>
  );
}
