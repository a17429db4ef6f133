import type { Principal } from '../access/index.ts';
import type { Knowledge } from '../knowledge/index.ts';
import type { Models } from '../models/index.ts';
import type { Toolbox } from '../tools/index.ts';
import type { Agents } from './agents.ts';
import type { AgentInput } from './contract.ts';
import { agentErrors } from './errors.ts';

export interface MentionNeeds {
  agents: Pick<Agents, 'list'>;
  models: Pick<Models, 'list'>;
  knowledge: Pick<Knowledge, 'known'>;
  toolbox: Pick<Toolbox, 'list'>;
}

/** Throws `agent_invalid` with every tool, model, base and agent that the definition names and the workspace lacks. */
export async function checkMentions(
  { agents, models, knowledge, toolbox }: MentionNeeds,
  by: Pick<Principal, 'workspaceId' | 'userId'>,
  input: AgentInput,
): Promise<void> {
  const { workspaceId } = by;
  const bases = input.knowledge ?? [];
  const [others, available, tools, known] = await Promise.all([
    agents.list(workspaceId),
    models.list(workspaceId),
    toolbox.list(workspaceId),
    bases.length === 0 ? new Set<string>() : knowledge.known(by, bases),
  ]);
  const toolNames = new Set(tools.map(({ tool }) => tool.name));
  const agentIds = new Set(others.map(({ id }) => id));
  const modelIds = new Set(available.map(({ id }) => id));
  const missing = (field: string, names: readonly string[], there: ReadonlySet<string>) =>
    names.flatMap((name, index) =>
      there.has(name)
        ? []
        : [{ path: `json.${field}.${index}`, message: `There is no "${name.slice(0, 64)}"` }],
    );
  const modelId = input.modelId;
  const errors = [
    ...missing('tools', input.tools, toolNames),
    ...missing('approvals', input.approvals, toolNames),
    ...missing('knowledge', bases, known),
    ...missing('agents', input.agents, agentIds),
    ...(modelId === null || modelIds.has(modelId)
      ? []
      : [{ path: 'json.modelId', message: `There is no "${modelId.slice(0, 64)}"` }]),
  ];
  if (errors.length > 0) throw agentErrors.agent_invalid(errors.length, errors[0]!.path).with({ errors });
}
