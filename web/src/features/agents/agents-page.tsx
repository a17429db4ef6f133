import { Badge, Button, Group, SimpleGrid, Text, Title, UnstyledButton } from '@mantine/core';
import { IconPlus, IconRobot } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../lib/api-types.ts';
import { useCan, useRead } from '../../lib/queries.ts';
import { useAgentText } from '../../lib/use-agent-text.ts';
import { Page } from '../../ui/page.tsx';
import { EmptyState, Loaded, LoadingRows } from '../../ui/states.tsx';
import { AgentDrawer } from './agent-drawer.tsx';
import { AgentFinder } from './agent-finder.tsx';
import { AgentForm } from './agent-form.tsx';
import { AgentIcon } from './agent-icon.tsx';
import styles from './agents.module.css';

export function AgentsPage() {
  const { t } = useTranslation();
  const agents = useRead('GET /api/v1/agents', {});
  const [shownId, setShownId] = useState<string | null>(null);
  const [form, setForm] = useState<{ agent?: Agent } | null>(null);
  const can = useCan();
  return (
    <Page
      title={t('shell.agents')}
      description={t('agents.description')}
      actions={
        can('create', 'Agent') && (
          <Button leftSection={<IconPlus size={17} />} onClick={() => setForm({})} data-testid="agent-new">
            {t('agents.create')}
          </Button>
        )
      }
    >
      <Loaded of={agents} loading={<LoadingRows rows={3} height={150} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={IconRobot} title={t('agents.none')} />
          ) : (
            <>
              <AgentFinder agents={items} />
              <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
                {items.map((agent) => (
                  <AgentCard key={agent.id} agent={agent} onOpen={() => setShownId(agent.id)} />
                ))}
              </SimpleGrid>
            </>
          )
        }
      </Loaded>
      <AgentDrawer
        agent={agents.data?.items.find(({ id }) => id === shownId) ?? null}
        onClose={() => setShownId(null)}
        onEdit={(agent) => {
          setShownId(null);
          setForm({ agent });
        }}
      />
      <AgentForm isOpen={form !== null} agent={form?.agent} onClose={() => setForm(null)} />
    </Page>
  );
}

function AgentCard({ agent, onOpen }: { agent: Agent; onOpen: () => void }) {
  const { t } = useTranslation();
  const say = useAgentText();
  const { name, about } = say.agent(agent);
  return (
    <UnstyledButton className={styles.card} onClick={onOpen} data-testid="agent-card">
      <Group gap="sm" wrap="nowrap">
        <AgentIcon id={agent.id} />
        <Title order={2} size="h5">
          {name}
        </Title>
        {agent.state !== 'enabled' && (
          <Badge ml="auto" flex="none" size="sm" color="gray" variant="light" tt="none">
            {t(`agents.states.${agent.state}`)}
          </Badge>
        )}
        {agent.builtIn && (
          <Badge ml="auto" flex="none" size="sm" variant="default" tt="none">
            {t('agents.builtIn')}
          </Badge>
        )}
      </Group>
      <Text size="sm" c="dimmed" mt="sm" flex={1}>
        {about}
      </Text>
      <Group gap={6} mt="md">
        {agent.tools.map((tool) => (
          <Badge key={tool} size="sm" variant="light" radius="sm" tt="none" fw={500}>
            {say.tool(tool)}
          </Badge>
        ))}
      </Group>
    </UnstyledButton>
  );
}
