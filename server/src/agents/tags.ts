import type { Tags } from '@agenticgen/orchestrator';
import type { Models } from '../models/index.ts';
import { isProblem } from '../problem/index.ts';
import { type Agents, AUTO } from './agents.ts';
import type { AgentDefinition } from './definitions.ts';

export interface TagNeeds {
  agents: Pick<Agents, 'find' | 'match'>;
  models: Pick<Models, 'idOf'>;
}

export interface Tagged {
  /** An agent's id, `auto`, or undefined where it is chosen later. */
  agentId?: string | undefined;
  /** What `auto` goes by. */
  task?: string | undefined;
  /** Undefined for the agent's own, or the workspace's default. */
  modelId?: string | undefined;
}

/**
 * Under which names the work of an agent counts and is capped: the agent and the model, both of their workspace. What
 * is unknown by now is left out; the run itself says what is wrong with it.
 */
export async function tagsOf(needs: TagNeeds, workspaceId: string, tagged: Tagged): Promise<Tags> {
  const { agent, model } = await meant(needs, workspaceId, tagged);
  const name = agent && `agent:${workspaceId}/${agent.id}`;
  const limit = agent?.limits.concurrency;
  return {
    caps: [...(name ? [name] : []), `model:${workspaceId}/${model}`],
    ...(name && limit !== undefined ? { limits: { [name]: limit } } : {}),
  };
}

/** Who would do the work of an agent now: another version, or another model, may come to something else. */
export async function makerOf(needs: TagNeeds, workspaceId: string, tagged: Tagged): Promise<string> {
  const { agent, model } = await meant(needs, workspaceId, tagged);
  return agent ? makerName(agent, model) : '';
}

export function makerName({ id, version }: Pick<AgentDefinition, 'id' | 'version'>, model: string): string {
  return `${id}@${version}/${model}`;
}

async function meant(
  { agents, models }: TagNeeds,
  workspaceId: string,
  { agentId, task = '', modelId }: Tagged,
): Promise<{ agent: AgentDefinition | undefined; model: string }> {
  const id = agentId === AUTO ? (await agents.match(workspaceId, task))[0]?.agentId : agentId;
  const agent = id === undefined ? undefined : await agents.find(workspaceId, id).catch(undefinedIfUnknown);
  const model = await models.idOf({ workspaceId, modelId: modelId ?? agent?.modelId ?? undefined });
  return { agent, model };
}

function undefinedIfUnknown(error: unknown): undefined {
  if (isProblem(error, 'agent_unknown')) return undefined;
  throw error;
}
