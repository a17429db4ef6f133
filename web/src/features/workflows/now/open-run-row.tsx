import { Group, Progress, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { OpenRun } from '../../../lib/api-types.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { Row } from '../../../ui/rows.tsx';
import { RunState } from '../../../ui/run-state.tsx';
import { Expected } from './expected.tsx';
import styles from './now.module.css';
import { RunLink } from './run-link.tsx';

/** A run of a workflow: how far it is, and when it should be done. */
export function OpenRunRow({ run }: { run: OpenRun }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { runId, workflowName, version, startedAt, pausedAt, cancelRequestedAt, progress, nodes } = run;
  const percent = Math.round(progress * 100);
  const total = Object.values(nodes).reduce((sum, count) => sum + count, 0);
  return (
    <Row testId="now-run">
      <div className={styles.main}>
        <RunLink to={`/workflows/runs/${runId}`}>{workflowName}</RunLink>
        <Text size="xs" c="dimmed">
          {t('workflows.version', { version })}
          {startedAt !== null && ` · ${format.ago(startedAt)}`}
        </Text>
      </div>
      <div className={styles.progress}>
        <Group justify="space-between" gap="xs">
          <Text size="xs" c="dimmed">
            {t('now.nodes', { done: nodes['done'] ?? 0, count: total })}
          </Text>
          <Expected at={run.expectedAt} />
        </Group>
        <Progress value={percent} size={6} mt={4} aria-label={t('workflows.progress', { percent })} />
      </div>
      {cancelRequestedAt !== null ? (
        <Text size="xs" fw={550}>
          {t('now.cancelling')}
        </Text>
      ) : (
        pausedAt !== null && (
          <Text size="xs" fw={550}>
            {t('workflows.paused')}
          </Text>
        )
      )}
      <RunState state={run.state} />
    </Row>
  );
}
