import { Badge, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OpenAgent } from '../../../lib/api-types.ts';
import { useAgentName } from '../../../lib/use-agent-text.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { Row } from '../../../ui/rows.tsx';
import styles from './now.module.css';

const STATES = ['running', 'queued', 'waiting'] as const;
const COLORS = { running: 'blue', queued: 'gray', waiting: 'yellow' } as const;

/** How much an agent has to do, and whether it rests. */
export function AgentRow({ agent }: { agent: OpenAgent }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useAgentName();
  return (
    <Row testId="now-agent">
      <div className={styles.main}>
        <Text size="sm" fw={550}>
          {nameOf(agent.agentId, agent.name)}
        </Text>
        {agent.restsUntil !== null && (
          <Text size="xs" c="dimmed">
            {t('now.rests', { time: format.clock(agent.restsUntil) })}
          </Text>
        )}
      </div>
      <Group gap={6}>
        {STATES.filter((state) => agent[state] > 0).map((state) => (
          <Badge key={state} variant="light" color={COLORS[state]} radius="sm" tt="none">
            {t(`runState.${state}`)} {format.number(agent[state])}
          </Badge>
        ))}
      </Group>
    </Row>
  );
}
