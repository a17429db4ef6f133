import { Button, Group } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Run } from '../../lib/api-types.ts';
import { useCan, useWrite } from '../../lib/queries.ts';
import { useTellProblem } from '../../ui/use-confirm.tsx';

const ENDED: readonly Run['state'][] = ['done', 'failed', 'cancelled'];
const TOUCHED = ['GET /api/v1/runs/{id}'] as const;

/** Pause, go on and stop, as long as the run has not ended. */
export function RunActs({
  runId,
  state,
  isPaused,
}: {
  runId: string;
  state: Run['state'];
  isPaused: boolean;
}) {
  const { t } = useTranslation();
  const can = useCan();
  const tell = useTellProblem();
  const pause = useWrite('PUT /api/v1/runs/{id}/pause', TOUCHED);
  const resume = useWrite('DELETE /api/v1/runs/{id}/pause', TOUCHED);
  const cancel = useWrite('PUT /api/v1/runs/{id}/cancellation', TOUCHED);
  if (ENDED.includes(state) || !can('edit', 'Run')) return null;
  const given = { params: { id: runId } };
  const [act, Icon] = isPaused ? [resume, IconPlayerPlay] : [pause, IconPlayerPause];
  return (
    <Group gap="xs">
      <Button
        variant="default"
        leftSection={<Icon size={16} />}
        loading={pause.isPending || resume.isPending}
        onClick={() => act.mutate(given, { onError: tell })}
        data-testid={isPaused ? 'run-resume' : 'run-pause'}
      >
        {t(isPaused ? 'chat.wait.resume' : 'runs.pause')}
      </Button>
      <Button
        variant="default"
        leftSection={<IconPlayerStop size={16} />}
        loading={cancel.isPending}
        onClick={() => cancel.mutate(given, { onError: tell })}
        data-testid="run-cancel"
      >
        {t('runs.cancel')}
      </Button>
    </Group>
  );
}
