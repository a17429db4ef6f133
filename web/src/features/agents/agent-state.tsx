import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../lib/api-types.ts';
import { useRead, useWrite } from '../../lib/queries.ts';
import { useTellProblem } from '../../ui/use-confirm.tsx';

const STATES = ['enabled', 'draining', 'disabled'] as const;
const REFRESH_MS = 5_000;

/** Whether an agent takes work, what that means, and while it drains how much is still under way. */
export function AgentState({ agent, mayEdit }: { agent: Agent; mayEdit: boolean }) {
  const { t } = useTranslation();
  const tell = useTellProblem();
  const setState = useWrite('PUT /api/v1/agents/{id}/state', ['GET /api/v1/agents']);
  return (
    <Stack gap={6}>
      {mayEdit && (
        <SegmentedControl
          fullWidth
          data-testid="agent-state"
          aria-label={t('agents.state')}
          aria-describedby="agent-state-text"
          value={agent.state}
          disabled={setState.isPending}
          data={STATES.map((value) => ({ value, label: t(`agents.states.${value}`) }))}
          onChange={(value) =>
            setState.mutate(
              { params: { id: agent.id }, body: { state: value as Agent['state'] } },
              { onError: tell },
            )
          }
        />
      )}
      {(mayEdit || agent.state !== 'enabled') && (
        <Text size="xs" c="dimmed" id="agent-state-text" role="status">
          {t(`agents.stateText.${agent.state}`)}
          {agent.state === 'draining' && <UnderWay id={agent.id} />}
        </Text>
      )}
    </Stack>
  );
}

function UnderWay({ id }: { id: string }) {
  const { t } = useTranslation();
  const work = useRead('GET /api/v1/agents/{id}/work', { params: { id } }, { refetchInterval: REFRESH_MS });
  if (!work.data) return null;
  const { underWay, more } = work.data;
  if (underWay === 0 && !more) return <> {t('agents.drained')}</>;
  return <> {t(more ? 'agents.underWayAtLeast' : 'agents.underWay', { count: underWay })}</>;
}
