import {
  Button,
  Drawer,
  Group,
  MultiSelect,
  Select,
  Stack,
  TagsInput,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../lib/api-types.ts';
import { useList, useRead, useWrite } from '../../lib/queries.ts';
import { useAgentText } from '../../lib/use-agent-text.ts';
import { FormProblem } from '../../ui/form-problem.tsx';

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

/** What the form knows of an agent; the rest keeps what it was, or its default. */
export function valuesOf(agent?: Agent) {
  return {
    name: agent?.name ?? '',
    description: agent?.description ?? '',
    instructions: agent?.instructions ?? '',
    capabilities: agent?.capabilities ?? [],
    tools: agent?.tools ?? ['search_knowledge'],
    approvals: agent?.approvals ?? [],
    agents: agent?.agents ?? [],
    modelId: agent?.modelId ?? null,
  };
}

function useSave(agent: Agent | undefined) {
  const touched = ['GET /api/v1/agents'] as const;
  const create = useWrite('POST /api/v1/agents', touched);
  const change = useWrite('PUT /api/v1/agents/{id}', touched);
  const save = (values: ReturnType<typeof valuesOf>) => {
    const approvals = values.approvals.filter((name) => values.tools.includes(name));
    const json = { ...values, approvals };
    if (!agent) return create.mutateAsync({ body: json });
    const { knowledge, memoryMessages, limits } = agent;
    return change.mutateAsync({
      params: { id: agent.id },
      body: { knowledge, memoryMessages, limits, ...json },
    });
  };
  return { save, error: create.error ?? change.error, isPending: create.isPending || change.isPending };
}

function Fields({ agent, onClose }: Omit<AgentFormProps, 'isOpen'>) {
  const { t } = useTranslation();
  const form = useForm({ initialValues: valuesOf(agent) });
  const { save, error, isPending } = useSave(agent);
  const choices = useChoices(agent?.id);
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
        <TextInput
          data-autofocus
          required
          maxLength={80}
          label={t('common.name')}
          data-testid="agent-name"
          {...form.getInputProps('name')}
        />
        <Textarea
          autosize
          maxLength={1_000}
          label={t('common.description')}
          {...form.getInputProps('description')}
        />
        <Textarea
          required
          autosize
          minRows={4}
          maxRows={14}
          maxLength={20_000}
          label={t('agents.instructions')}
          description={t('agents.instructionsHint')}
          data-testid="agent-instructions"
          {...form.getInputProps('instructions')}
        />
        <TagsInput
          maxTags={20}
          label={t('agents.capabilities')}
          description={t('agents.capabilitiesHint')}
          {...form.getInputProps('capabilities')}
        />
        <MultiSelect data={choices.tools} label={t('agents.tools')} {...form.getInputProps('tools')} />
        <MultiSelect
          data={choices.tools.filter(({ value }) => form.values.tools.includes(value))}
          label={t('agents.approvals')}
          description={t('agents.approvalsHint')}
          {...form.getInputProps('approvals')}
        />
        <MultiSelect
          data={choices.agents}
          label={t('agents.others')}
          description={t('agents.othersHint')}
          {...form.getInputProps('agents')}
        />
        <Select
          clearable
          data={choices.models}
          label={t('agents.model')}
          placeholder={t('agents.modelDefault')}
          {...form.getInputProps('modelId')}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={isPending} data-testid="agent-save">
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useChoices(ownId: string | undefined) {
  const say = useAgentText();
  const tools = useRead('GET /api/v1/tools', {}, { staleTime: 60_000 }).data?.items ?? [];
  const agents = useRead('GET /api/v1/agents', {}).data?.items ?? [];
  const models = useList('GET /api/v1/models', {}).data ?? [];
  return {
    tools: tools.map(({ name }) => ({ value: name, label: say.tool(name) })),
    agents: agents
      .filter(({ id }) => id !== ownId)
      .map((agent) => ({ value: agent.id, label: say.agent(agent).name })),
    models: models.map(({ id, name }) => ({ value: id, label: name })),
  };
}
