import { ActionIcon, Anchor, Button, Group, Progress, Text, Title, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconGitCompare,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconSitemap,
  IconWifiOff,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { RouteKey, WholeRun } from '../../../lib/api-types.ts';
import { useCan, useMe, useWrite } from '../../../lib/queries.ts';
import { useFormat } from '../../../lib/use-format.ts';
import { RunState } from '../../../ui/run-state.tsx';
import { useConfirm, useTellProblem } from '../../../ui/use-confirm.tsx';
import frame from '../frame.module.css';
import { hasEnded } from './use-live-run.ts';

const ReplayDialog = lazy(async () => ({ default: (await import('./replay-dialog.tsx')).ReplayDialog }));

const TOUCHES: readonly RouteKey[] = ['GET /api/v1/workflow-runs/{id}', 'GET /api/v1/workflow-runs'];

/** What runs, how far it is, and what can be done to it. */
export function RunBar({ run, isConnected }: { run: WholeRun; isConnected: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const isPaused = run.pausedAt !== null;
  const percent = Math.round(run.progress * 100);
  return (
    <>
      <div className={frame.bar}>
        <div className={frame.title}>
          <Group gap={6} wrap="nowrap">
            <Anchor component={Link} to="/workflows/runs" size="xs" c="dimmed">
              {t('workflows.runs')}
            </Anchor>
            <Text size="xs" c="dimmed">
              {t('workflows.version', { version: run.version })} · {format.ago(run.createdAt)}
            </Text>
          </Group>
          <Title order={1} size="h4" lineClamp={1}>
            {run.workflowName}
          </Title>
        </div>
        {!isConnected && (
          <Tooltip label={t('chat.reconnecting')}>
            <IconWifiOff size={17} aria-label={t('chat.reconnecting')} />
          </Tooltip>
        )}
        <RunState state={run.state} />
        <Tooltip label={t('workflows.open')}>
          <ActionIcon
            component={Link}
            to={`/workflows/${run.workflowId}`}
            variant="subtle"
            color="gray"
            size={32}
            aria-label={t('workflows.open')}
          >
            <IconSitemap size={18} />
          </ActionIcon>
        </Tooltip>
        {isPaused && !hasEnded(run) && (
          <Text size="sm" fw={550} data-testid="run-paused">
            {t('workflows.paused')}
          </Text>
        )}
        <Actions run={run} />
        {hasEnded(run) && <ReplayButton run={run} />}
      </div>
      <Progress
        value={percent}
        size={3}
        radius={0}
        color={run.state === 'failed' ? 'red' : 'spruce'}
        aria-label={t('workflows.progress', { percent })}
        data-testid="run-progress"
      />
    </>
  );
}

/** Once a run has ended it can be held against another version. */
function ReplayButton({ run }: { run: WholeRun }) {
  const { t } = useTranslation();
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconGitCompare size={15} />}
        onClick={open}
        data-testid="run-replay"
      >
        {t('replay.open')}
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <ReplayDialog run={run} onClose={close} />
        </Suspense>
      )}
    </>
  );
}

function Actions({ run }: { run: WholeRun }) {
  const { t } = useTranslation();
  const can = useCan();
  const { user } = useMe();
  const tell = useTellProblem();
  const confirm = useConfirm();
  const pause = useWrite('PUT /api/v1/workflow-runs/{id}/pause', TOUCHES);
  const resume = useWrite('DELETE /api/v1/workflow-runs/{id}/pause', TOUCHES);
  const cancel = useWrite('PUT /api/v1/runs/{id}/cancellation', TOUCHES);
  const params = { id: run.id };
  if (hasEnded(run) || !can('edit', 'Run', { createdBy: user.id })) return null;
  return (
    <Group gap="xs">
      {run.pausedAt === null ? (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlayerPause size={15} />}
          loading={pause.isPending}
          onClick={() => pause.mutate({ params }, { onError: tell })}
          data-testid="run-pause"
        >
          {t('workflows.pause')}
        </Button>
      ) : (
        <Button
          size="xs"
          leftSection={<IconPlayerPlay size={15} />}
          loading={resume.isPending}
          onClick={() => resume.mutate({ params }, { onError: tell })}
          data-testid="run-resume"
        >
          {t('workflows.resume')}
        </Button>
      )}
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPlayerStop size={15} />}
        loading={cancel.isPending}
        onClick={() =>
          confirm({
            title: t('workflows.cancelTitle'),
            text: t('workflows.cancelText'),
            confirm: t('runs.cancel'),
            act: () => cancel.mutateAsync({ params }),
          })
        }
        data-testid="run-cancel"
      >
        {t('runs.cancel')}
      </Button>
    </Group>
  );
}
