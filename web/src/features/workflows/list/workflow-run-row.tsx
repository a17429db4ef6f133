import { Text } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { WorkflowRun } from '../../../lib/api-types.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { RunState } from '../../../ui/run-state.tsx';
import styles from './list.module.css';

export function WorkflowRunRow({ run }: { run: WorkflowRun }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { id, workflowName, version, origin, state, createdAt, startedAt, finishedAt, pausedAt } = run;
  return (
    <Link
      to="/workflows/runs/$runId"
      params={{ runId: id }}
      className={styles.row}
      data-testid="workflow-run-row"
    >
      <span className={styles.main}>
        <Text size="sm" fw={550} truncate>
          {workflowName}
        </Text>
        <Text size="xs" c="dimmed" truncate>
          {t(`origin.${origin}`)} · {t('workflows.version', { version })} · {format.ago(createdAt)}
        </Text>
      </span>
      {startedAt !== null && finishedAt !== null && (
        <Text size="xs" c="dimmed" visibleFrom="sm">
          {format.duration(finishedAt - startedAt)}
        </Text>
      )}
      {pausedAt !== null && finishedAt === null && (
        <Text size="xs" fw={550}>
          {t('workflows.paused')}
        </Text>
      )}
      <RunState state={state} />
      <IconChevronRight size={16} className={styles.arrow} />
    </Link>
  );
}
