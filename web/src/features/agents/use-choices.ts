import { useTranslation } from 'react-i18next';
import type { Tool } from '../../lib/api-types.ts';
import { useList, useRead } from '../../lib/queries.ts';
import { useAgentText } from '../../lib/use-agent-text.ts';

export interface ToolChoice {
  value: string;
  label: string;
  effect: Tool['effect'];
  text: string;
}

/** What an agent may be given. What it has and is not there any more stays a choice, so that it can be seen. */
export function useChoices(ownId: string | undefined, kept: { tools: string[]; knowledge: string[] }) {
  const { t } = useTranslation();
  const say = useAgentText();
  const tools = useRead('GET /api/v1/tools', {}, { staleTime: 60_000 }).data?.items;
  const agents = useRead('GET /api/v1/agents', {}).data?.items ?? [];
  const models = useList('GET /api/v1/models', {}).data ?? [];
  const bases = useList('GET /api/v1/knowledge/bases', {}).data;
  const known = (tools ?? []).map(
    ({ name, title, effect, description }): ToolChoice => ({
      value: name,
      label: say.toolTitle(name, title),
      effect,
      text: say.toolText(name, description),
    }),
  );
  const gone = kept.tools
    .filter((name) => tools && !tools.some((tool) => tool.name === name))
    .map((name): ToolChoice => ({ value: name, label: name, effect: 'outside', text: t('agents.goneTool') }));
  const goneBases = kept.knowledge
    .filter((id) => bases && !bases.some((base) => base.id === id))
    .map((id) => ({ value: id, label: t('agents.goneBase') }));
  const nameOf = (id: string | null) => models.find((model) => model.id === id)?.name;
  return {
    tools: [...known, ...gone],
    bases: [...(bases ?? []).map(({ id, name }) => ({ value: id, label: name })), ...goneBases],
    agents: agents
      .filter(({ id }) => id !== ownId)
      .map((agent) => ({ value: agent.id, label: say.agent(agent).name })),
    models: models.map(({ id, name }) => ({ value: id, label: name })),
    /** The model that is asked where this one does not answer. */
    fallbackOf: (modelId: string | null) =>
      nameOf(
        models.find(({ id, isDefault }) => (modelId === null ? isDefault : id === modelId))?.fallbackId ??
          null,
      ),
  };
}
