import { Button, Group } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../lib/api-types.ts';
import { useCan, useWrite } from '../../lib/queries.ts';
import { useConfirm } from '../../ui/use-confirm.tsx';
import { AgentState } from './agent-state.tsx';

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
  const remove = useWrite('DELETE /api/v1/agents/{id}', ['GET /api/v1/agents']);
  const mayEdit = can('edit', 'Agent', agent);
  const mayRemove = can('delete', 'Agent', agent);
  if (agent.builtIn) return null;
  const params = { id: agent.id };
  return (
    <>
      <AgentState agent={agent} mayEdit={mayEdit} />
      {(mayEdit || mayRemove) && (
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
      )}
    </>
  );
}
