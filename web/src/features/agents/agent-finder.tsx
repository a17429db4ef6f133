import { Badge, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconMessageCircle, IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../lib/api-types.ts';
import { useCan, useWrite } from '../../lib/queries.ts';
import { useAgentText } from '../../lib/use-agent-text.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { AgentIcon } from './agent-icon.tsx';
import styles from './agents.module.css';

const MAX_TASK_LENGTH = 2_000;
const MAX_SHOWN = 5;

/** Which agent fits a task, the best first, why, and a chat with it. */
export function AgentFinder({ agents }: { agents: readonly Agent[] }) {
  const { t } = useTranslation();
  const [task, setTask] = useState('');
  const match = useWrite('POST /api/v1/agent-matches');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (task.trim() !== '') match.mutate({ body: { task } });
  };
  const found = match.data?.items.filter(({ score }) => score > 0).slice(0, MAX_SHOWN);
  return (
    <section className={styles.finder} aria-label={t('agents.find')}>
      <form onSubmit={submit}>
        <Group align="flex-end" gap="sm">
          <TextInput
            flex={1}
            miw={200}
            maxLength={MAX_TASK_LENGTH}
            label={t('agents.find')}
            placeholder={t('agents.findHint')}
            value={task}
            onChange={({ currentTarget }) => setTask(currentTarget.value)}
            data-testid="agent-task"
          />
          <Button
            type="submit"
            variant="default"
            leftSection={<IconSearch size={16} />}
            disabled={task.trim() === ''}
            loading={match.isPending}
            data-testid="agent-find"
          >
            {t('agents.findButton')}
          </Button>
        </Group>
      </form>
      <FormProblem error={match.error} />
      <div role="status">
        {found?.length === 0 && (
          <Text size="sm" c="dimmed" mt="sm">
            {t('agents.noMatch')}
          </Text>
        )}
        {found && found.length > 0 && (
          <Stack component="ol" gap={0} mt="sm" className={styles.matches ?? ''} data-testid="agent-matches">
            {found.map(({ agentId, name, matched }) => (
              <Match
                key={agentId}
                agent={agents.find(({ id }) => id === agentId)}
                {...{ agentId, name, matched }}
                task={match.variables?.body.task ?? ''}
              />
            ))}
          </Stack>
        )}
      </div>
    </section>
  );
}

interface MatchProps {
  agent: Agent | undefined;
  agentId: string;
  name: string;
  matched: readonly string[];
  task: string;
}

function Match({ agent, agentId, name, matched, task }: MatchProps) {
  const { t } = useTranslation();
  const say = useAgentText();
  const can = useCan();
  const shown = agent ? say.agent(agent).name : name;
  return (
    <Group component="li" gap="sm" wrap="nowrap" py={10} data-testid="agent-match">
      <AgentIcon id={agentId} />
      <div style={{ flex: 1, minWidth: 0 }}>
        <Text size="sm" fw={600}>
          {shown}
        </Text>
        <Group gap={6} mt={4}>
          <Text size="xs" c="dimmed">
            {t('agents.because')}
          </Text>
          {matched.map((word) => (
            <Badge key={word} size="sm" variant="light" radius="sm" tt="none" fw={500}>
              {word}
            </Badge>
          ))}
        </Group>
      </div>
      {can('create', 'Conversation') && (
        <Button
          renderRoot={(props) => <Link to="/chat" search={{ agent: agentId, text: task }} {...props} />}
          size="compact-sm"
          variant="light"
          leftSection={<IconMessageCircle size={15} />}
          aria-label={t('agents.chatWith', { name: shown })}
          data-testid="match-chat"
        >
          {t('agents.chatShort')}
        </Button>
      )}
    </Group>
  );
}
