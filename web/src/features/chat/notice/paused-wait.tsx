import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useWrite } from '../../../lib/queries.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';
import styles from './notice.module.css';
import { useWho } from './use-who.ts';
import { WaitBox } from './wait-box.tsx';

/** A person has paused the run of this answer. */
export function PausedWait({
  reason,
  runId,
  mayResume,
}: {
  reason: string;
  runId: string;
  mayResume: boolean;
}) {
  const { t } = useTranslation();
  const { nameOf } = useWho();
  const resume = useWrite('DELETE /api/v1/runs/{id}/pause', ['GET /api/v1/runs']);
  const userId = /^asked by (\S+)$/.exec(reason)?.[1];
  return (
    <section className={styles.notice} data-testid="notice" data-kind="pause" data-open>
      <WaitBox
        icon={<IconPlayerPause size={19} stroke={1.7} style={{ flex: 'none' }} />}
        title={t('chat.wait.paused', { who: nameOf(userId) })}
      >
        <FormProblem error={resume.error} />
        {mayResume && (
          <Button
            variant="default"
            leftSection={<IconPlayerPlay size={16} />}
            loading={resume.isPending}
            onClick={() => resume.mutate({ params: { id: runId } })}
            style={{ alignSelf: 'flex-start' }}
            data-testid="notice-resume"
          >
            {t('chat.wait.resume')}
          </Button>
        )}
      </WaitBox>
    </section>
  );
}
