import { Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OpenPool } from '../../../lib/api-types.ts';
import { useAgentName } from '../../../lib/use-agent-text.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { Row } from '../../../ui/rows.tsx';
import styles from './now.module.css';

/** Workers: how many there are, between which bounds, how many work, and what waits for one. */
export function PoolRow({ pool }: { pool: OpenPool }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = usePoolName();
  const { size, min, max, busy, queued, oldestWaitMs } = pool;
  const text = t('now.busy', { busy: format.number(busy), count: size, size: format.number(size) });
  return (
    <Row testId="now-pool">
      <div className={styles.main}>
        <Text size="sm" fw={550}>
          {nameOf(pool.pool)}
        </Text>
        {min < max && (
          <Text size="xs" c="dimmed">
            {t('now.bounds', { min: format.number(min), max: format.number(max) })}
          </Text>
        )}
      </div>
      <div className={styles.progress}>
        <Group justify="space-between" gap="xs">
          <Text size="xs" c="dimmed">
            {text}
          </Text>
          {queued > 0 && (
            <Text size="xs" fw={550}>
              {t('now.queued', { count: queued, time: format.duration(oldestWaitMs) })}
            </Text>
          )}
        </Group>
        <Progress value={size === 0 ? 0 : (busy / size) * 100} size={6} mt={4} aria-label={text} />
      </div>
    </Row>
  );
}

const OF_AGENT = /^agent:(.+)$/;

/** What a pool is for: everything, or the work of one agent. */
function usePoolName(): (pool: string) => string {
  const { t } = useTranslation();
  const agentName = useAgentName();
  return (pool) => {
    const [, agent] = OF_AGENT.exec(pool) ?? [];
    if (agent) return t('now.agentPool', { name: agentName(agent, agent) });
    return pool || t('now.usualPool');
  };
}
