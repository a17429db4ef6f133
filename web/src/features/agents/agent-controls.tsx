import { Button, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../lib/api-types.ts';
import { useCan, useRead, useWrite } from '../../lib/queries.ts';
import { useFormat } from '../../lib/use-format.ts';
import { useConfirm, useTellProblem } from '../../ui/use-confirm.tsx';

const STATES = ['enabled', 'draining', 'disabled'] as const;
const TOUCHED = ['GET /api/v1/agents'] as const;

interface AgentControlsProps {
  agent: Agent;
  onEdit: () => void;
  onGone: () => void;
}

/** What can be done to an agent of the workspace's own, by whom may. */
export function AgentControls({ agent, onEdit, onGone }: AgentControlsProps) {
  const { t } = useTranslation();
  const can = useCan();
  const ask = useConfirm();
  const tell = useTellProblem();
  const setState = useWrite('PUT /api/v1/agents/{id}/state', TOUCHED);
  const remove = useWrite('DELETE /api/v1/agents/{id}', TOUCHED);
  const mayEdit = can('edit', 'Agent', agent);
  const mayRemove = can('delete', 'Agent', agent);
  if (agent.builtIn || !(mayEdit || mayRemove)) return null;
  const params = { id: agent.id };
  const state = setState.data?.state ?? agent.state;
  return (
    <Stack gap="xs">
      {mayEdit && (
        <SegmentedControl
          fullWidth
          data-testid="agent-state"
          aria-label={t('agents.state')}
          value={state}
          data={STATES.map((value) => ({ value, label: t(`agents.states.${value}`) }))}
          onChange={(value) =>
            void setState.mutateAsync({ params, body: { state: value as Agent['state'] } }).catch(tell)
          }
        />
      )}
      <Group grow>
        {mayEdit && (
          <Button
            variant="default"
            leftSection={<IconPencil size={16} />}
            onClick={onEdit}
            data-testid="agent-edit"
          >
            {t('agents.edit')}
          </Button>
        )}
        {mayRemove && (
          <Button
            variant="default"
            leftSection={<IconTrash size={16} />}
            data-testid="agent-remove"
            onClick={() =>
              ask({
                title: t('agents.remove'),
                text: t('agents.removeText', { name: agent.name }),
                confirm: t('agents.remove'),
                act: () => remove.mutateAsync({ params }).then(onGone),
              })
            }
          >
            {t('agents.remove')}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

/** How it did over the last 30 days; nothing where it did nothing. */
export function AgentStatistics({ agent }: { agent: Agent }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useRead('GET /api/v1/agents/{id}/statistics', { params: { id: agent.id } });
  if (!data || data.runs === 0) return null;
  const parts = [
    t('agents.runs', { count: data.runs }),
    t('agents.success', { share: Math.round((data.successRate ?? 0) * 100) }),
    t('agents.usual', { time: format.duration(data.p50Ms ?? 0) }),
  ];
  return (
    <Text size="sm" c="dimmed" data-testid="agent-statistics">
      {parts.join(' · ')}
    </Text>
  );
}
