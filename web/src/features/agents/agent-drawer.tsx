import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { IconHistory, IconMessageCircle } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../lib/api-types.ts';
import { useCan } from '../../lib/queries.ts';
import { useAgentText } from '../../lib/use-agent-text.ts';
import { AgentBudget } from './agent-budget.tsx';
import { AgentControls } from './agent-controls.tsx';
import { AgentDetail, Part } from './agent-detail.tsx';
import { AgentIcon } from './agent-icon.tsx';
import { AgentStatistics } from './agent-statistics.tsx';
import { AgentVersions } from './agent-versions.tsx';

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
      {agent && <Shown key={agent.id} agent={agent} onClose={onClose} onEdit={() => onEdit(agent)} />}
    </Drawer>
  );
}

interface ShownProps {
  agent: Agent;
  onClose: () => void;
  onEdit: () => void;
}

function Shown({ agent, onClose, onEdit }: ShownProps) {
  const { t } = useTranslation();
  const can = useCan();
  const say = useAgentText();
  return (
    <Stack gap="lg">
      <Group wrap="nowrap" align="flex-start">
        <AgentIcon id={agent.id} />
        <Text c="dimmed">{say.agent(agent).about}</Text>
      </Group>
      {agent.state === 'enabled' && can('create', 'Conversation') && (
        <Button
          renderRoot={(props) => <Link to="/chat" search={{ agent: agent.id }} {...props} />}
          leftSection={<IconMessageCircle size={17} />}
          data-testid="agent-chat"
        >
          {t('agents.chat')}
        </Button>
      )}
      <AgentControls agent={agent} onEdit={onEdit} onGone={onClose} />
      <AgentStatistics id={agent.id} />
      <AgentBudget agent={agent} />
      <AgentDetail agent={agent} />
      {!agent.builtIn && <Versions agent={agent} mayEdit={can('edit', 'Agent', agent)} />}
    </Stack>
  );
}

/** Read only once somebody asks for them. */
function Versions({ agent, mayEdit }: { agent: Agent; mayEdit: boolean }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <Part title={t('agents.versions')}>
      {isOpen ? (
        <AgentVersions agent={agent} mayEdit={mayEdit} />
      ) : (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconHistory size={15} />}
          onClick={() => setOpen(true)}
          data-testid="agent-versions"
        >
          {t('agents.showVersions', { version: agent.version })}
        </Button>
      )}
    </Part>
  );
}
