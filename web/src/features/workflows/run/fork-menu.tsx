import { ActionIcon, Menu, Text } from '@mantine/core';
import { IconGitFork, IconPlayerTrackNext, IconRotateClockwise2 } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { NodeState, WholeRun } from '../../../lib/api-types.ts';
import { useWrite } from '../../../lib/queries.ts';
import { FormProblem } from '../../../ui/form-problem.tsx';

interface ForkMenuProps {
  run: WholeRun;
  node: NodeState;
  title: string;
  /** Runs again from the node on, after a look at what it is given. */
  onAgain: () => void;
}

/** Two ways for another run to branch off at a node: with it, or right after it. */
export function ForkMenu({ run, node, title, onAgain }: ForkMenuProps) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const fork = useWrite('POST /api/v1/workflow-runs/{id}/forks', ['GET /api/v1/workflow-runs']);
  const { lastSequence, finishedAt } = node;
  const goOn = async (after: number) => {
    const { runId } = await fork.mutateAsync({ params: { id: run.id }, body: { after } });
    await navigate({ to: '/workflows/runs/$runId', params: { runId } });
  };
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            loading={fork.isPending}
            aria-label={t('workflows.forkAt', { node: title })}
            data-testid={`fork-${node.path}`}
          >
            <IconGitFork size={17} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconRotateClockwise2 size={16} />}
            onClick={onAgain}
            data-testid={`again-${node.path}`}
          >
            {t('workflows.forkHere')}
          </Menu.Item>
          {lastSequence !== null && finishedAt !== null && (
            <Menu.Item
              leftSection={<IconPlayerTrackNext size={16} />}
              // The mutation holds the failure; it is shown beside the node.
              onClick={() => void goOn(lastSequence).catch(() => undefined)}
              data-testid={`after-${node.path}`}
            >
              {t('workflows.forkAfter')}
              <Text size="xs" c="dimmed">
                {t('workflows.forkAfterText')}
              </Text>
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <FormProblem error={fork.error} />
    </>
  );
}
