import { Alert, Anchor, Button, Code, Group, Stack, Tabs, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Tool } from '../../lib/api-types.ts';
import { useCan, useRead, useWrite } from '../../lib/queries.ts';
import { useAgentText } from '../../lib/use-agent-text.ts';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useTellProblem } from '../../ui/use-confirm.tsx';
import { ToolBadges } from './tool-badges.tsx';
import { ToolSettings } from './tool-settings.tsx';
import { ToolStatistics } from './tool-statistics.tsx';
import { ToolVersions } from './tool-versions.tsx';
import { TOOLS_TOUCHED } from './touched.ts';
import { TryTool } from './try-tool.tsx';

export function ToolPage({ name }: { name: string }) {
  const tool = useRead('GET /api/v1/tools/{name}', { params: { name } });
  return <Loaded of={tool}>{(found) => <LoadedTool key={found.name} tool={found} />}</Loaded>;
}

function LoadedTool({ tool }: { tool: Tool }) {
  const { t } = useTranslation();
  const can = useCan();
  const say = useAgentText();
  const above = (
    <Anchor component={Link} to="/tools" size="sm" c="dimmed">
      {t('shell.tools')}
    </Anchor>
  );
  const isForeign = tool.source.kind === 'mcp' || tool.source.kind === 'openapi';
  return (
    <Page title={say.toolTitle(tool.name, tool.title)} above={above} width={900}>
      <Stack gap="lg">
        <Stack gap={8}>
          <Group gap={8}>
            <Code>{tool.name}</Code>
            <Text size="sm" c="dimmed">
              {t('tools.from', { source: tool.source.name, version: tool.version })}
            </Text>
          </Group>
          <ToolBadges tool={tool} />
          <Text>{say.toolText(tool.name, tool.description)}</Text>
          {isForeign && (
            <Text size="xs" c="dimmed">
              {t('tools.foreign')}
            </Text>
          )}
        </Stack>
        {tool.state === 'pending' && <Pending tool={tool} />}
        <Tabs defaultValue="try" keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="try">{t('tools.try')}</Tabs.Tab>
            <Tabs.Tab value="settings">{t('tools.settings')}</Tabs.Tab>
            <Tabs.Tab value="statistics">{t('tools.statistics')}</Tabs.Tab>
            <Tabs.Tab value="schema">{t('tools.schema')}</Tabs.Tab>
            <Tabs.Tab value="versions">{t('tools.versions')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="try" pt="md">
            {can('run', 'Tool') ? <TryTool tool={tool} /> : <Text c="dimmed">{t('tools.mayNotTry')}</Text>}
          </Tabs.Panel>
          <Tabs.Panel value="settings" pt="md">
            <ToolSettings tool={tool} />
          </Tabs.Panel>
          <Tabs.Panel value="statistics" pt="md">
            <ToolStatistics name={tool.name} />
          </Tabs.Panel>
          <Tabs.Panel value="schema" pt="md">
            <Code block tabIndex={0} style={{ overflowX: 'auto' }}>
              {JSON.stringify(tool.parameters, null, 2)}
            </Code>
          </Tabs.Panel>
          <Tabs.Panel value="versions" pt="md">
            <ToolVersions name={tool.name} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </Page>
  );
}

/** A definition that nobody has approved: it is not used until somebody has read it. */
function Pending({ tool }: { tool: Tool }) {
  const { t } = useTranslation();
  const can = useCan();
  const tell = useTellProblem();
  const approve = useWrite('PUT /api/v1/tools/{name}/approval', TOOLS_TOUCHED);
  const given = { params: { name: tool.name }, body: { version: tool.version } };
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<IconAlertTriangle size={18} />}
      title={t('tools.states.pending')}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t(tool.version > 1 ? 'tools.changedText' : 'tools.pendingText')}</Text>
        {can('edit', 'Tool') && (
          <Button
            size="xs"
            loading={approve.isPending}
            onClick={() => void approve.mutateAsync(given).catch(tell)}
            data-testid="tool-approve"
          >
            {t('tools.approve', { version: tool.version })}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
