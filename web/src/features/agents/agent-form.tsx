import { Button, Drawer, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../lib/api-types.ts';
import { useWrite } from '../../lib/queries.ts';
import { FormProblem } from '../../ui/form-problem.tsx';
import { CharacterFields, LimitFields, MeansFields } from './agent-fields.tsx';
import { type AgentValues, agentOf, BOUNDS, isOutOfBounds, valuesOf } from './agent-values.ts';
import { useChoices } from './use-choices.ts';

interface AgentFormProps {
  isOpen: boolean;
  /** The agent that is changed; absent for a new one. */
  agent?: Agent | undefined;
  onClose: () => void;
}

export function AgentForm({ isOpen, agent, onClose }: AgentFormProps) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size={560}
      title={t(agent ? 'agents.edit' : 'agents.create')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      {isOpen && <Fields agent={agent} onClose={onClose} />}
    </Drawer>
  );
}

const TOUCHED = [
  'GET /api/v1/agents',
  'GET /api/v1/agents/{id}',
  'GET /api/v1/agents/{id}/versions',
] as const;

function useSave(agent: Agent | undefined) {
  const create = useWrite('POST /api/v1/agents', TOUCHED);
  const change = useWrite('PUT /api/v1/agents/{id}', TOUCHED);
  const save = (values: AgentValues) =>
    agent
      ? change.mutateAsync({
          params: { id: agent.id },
          body: { ...agentOf(values), baseVersion: agent.version },
        })
      : create.mutateAsync({ body: agentOf(values) });
  return { save, error: create.error ?? change.error, isPending: create.isPending || change.isPending };
}

function Fields({ agent, onClose }: Omit<AgentFormProps, 'isOpen'>) {
  const { t } = useTranslation();
  const within = (field: keyof typeof BOUNDS) => (value: number | string) =>
    isOutOfBounds(field, value)
      ? t('agents.between', { least: BOUNDS[field][0], most: BOUNDS[field][1] })
      : null;
  const form = useForm({
    initialValues: valuesOf(agent),
    validate: {
      modelCalls: within('modelCalls'),
      toolCalls: within('toolCalls'),
      seconds: within('seconds'),
      memoryMessages: within('memoryMessages'),
    },
  });
  const { save, error, isPending } = useSave(agent);
  const choices = useChoices(agent?.id, { tools: agent?.tools ?? [], knowledge: agent?.knowledge ?? [] });
  return (
    <form
      onSubmit={form.onSubmit((values) =>
        save(values)
          .then(onClose)
          .catch(() => {}),
      )}
    >
      <Stack>
        <FormProblem error={error} />
        <CharacterFields form={form} />
        <MeansFields form={form} choices={choices} />
        <LimitFields form={form} />
        {agent && (
          <Text size="xs" c="dimmed">
            {t('agents.savesVersion', { version: agent.version + 1 })}
          </Text>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={isPending} data-testid="agent-save">
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
