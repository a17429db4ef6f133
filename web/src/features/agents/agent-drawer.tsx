import { Button, Drawer, Group, Stack, Table, Text } from '@mantine/core';
import { IconMessageCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../lib/api-types.ts';
import { useCan, useRead } from '../../lib/queries.ts';
import { useAgentText } from '../../lib/use-agent-text.ts';
import { useFormat } from '../../lib/use-format.ts';
import { AgentControls, AgentStatistics } from './agent-controls.tsx';
import { AgentIcon } from './agent-icon.tsx';
import styles from './agents.module.css';

interface AgentDrawerProps {
  agent: Agent | null;
  onClose: () => void;
  onEdit: (agent: Agent) => void;
}

export function AgentDrawer({ agent, onClose, onEdit }: AgentDrawerProps) {
  const { t } = useTranslation();
  const say = useAgentText();
  return (
    <Drawer
      opened={agent !== null}
      onClose={onClose}
      position="right"
      size={520}
      title={agent ? say.agent(agent).name : ''}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {agent && (
        <Stack>
          <AgentControls agent={agent} onEdit={() => onEdit(agent)} onGone={onClose} />
          <Detail agent={agent} />
        </Stack>
      )}
    </Drawer>
  );
}

function Detail({ agent }: { agent: Agent }) {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const say = useAgentText();
  const tools = useRead('GET /api/v1/tools', {}, { staleTime: 60_000 }).data?.items ?? [];
  const { modelCalls, toolCalls, seconds } = agent.limits;
  return (
    <Stack>
      <Group wrap="nowrap" align="flex-start">
        <AgentIcon id={agent.id} />
        <Text c="dimmed">{say.agent(agent).about}</Text>
      </Group>
      <AgentStatistics agent={agent} />
      {agent.state === 'enabled' && can('create', 'Conversation') && (
        <Button
          renderRoot={(props) => <Link to="/chat" search={{ agent: agent.id }} {...props} />}
          leftSection={<IconMessageCircle size={17} />}
          data-testid="agent-chat"
        >
          {t('agents.chat')}
        </Button>
      )}
      <div>
        <Text size="sm" fw={600} mb={6}>
          {t('agents.tools')}
        </Text>
        <Stack gap={8}>
          {agent.tools.map((name) => (
            <div key={name}>
              <Text size="sm" fw={550}>
                {say.tool(name)}
              </Text>
              <Text size="xs" c="dimmed">
                {say.toolText(name, tools.find((tool) => tool.name === name)?.description ?? name)}
              </Text>
            </div>
          ))}
        </Stack>
      </div>
      <div>
        <Text size="sm" fw={600} mb={6}>
          {t('agents.limits')}
        </Text>
        <Table variant="vertical" withTableBorder>
          <Table.Tbody>
            <Table.Tr>
              <Table.Th w="60%">{t('agents.modelCalls')}</Table.Th>
              <Table.Td>{format.number(modelCalls)}</Table.Td>
            </Table.Tr>
            <Table.Tr>
              <Table.Th>{t('agents.toolCalls')}</Table.Th>
              <Table.Td>{format.number(toolCalls)}</Table.Td>
            </Table.Tr>
            <Table.Tr>
              <Table.Th>{t('agents.time')}</Table.Th>
              <Table.Td>{format.duration(seconds * 1_000)}</Table.Td>
            </Table.Tr>
          </Table.Tbody>
        </Table>
      </div>
      <div>
        <Text size="sm" fw={600} mb={6}>
          {t('agents.instructions')}
        </Text>
        <pre className={styles.instructions}>{agent.instructions}</pre>
      </div>
    </Stack>
  );
}
