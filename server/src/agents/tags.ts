import type { Tags } from '@agenticgen/orchestrator';
import type { Models } from '../models/index.ts';
import { isProblem } from '../problem/index.ts';
import { type Agents, AUTO } from './agents.ts';

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
export async function tagsOf(
  { agents, models }: TagNeeds,
  workspaceId: string,
  { agentId, task = '', modelId }: Tagged,
): Promise<Tags> {
  const id = agentId === AUTO ? (await agents.match(workspaceId, task))[0]?.agentId : agentId;
  const agent = id === undefined ? undefined : await agents.find(workspaceId, id).catch(undefinedIfUnknown);
  const name = agent && `agent:${workspaceId}/${agent.id}`;
  const model = await models.idOf({ workspaceId, modelId: modelId ?? agent?.modelId ?? undefined });
  const limit = agent?.limits.concurrency;
  return {
    caps: [...(name ? [name] : []), `model:${workspaceId}/${model}`],
    ...(name && limit !== undefined ? { limits: { [name]: limit } } : {}),
  };
}

function undefinedIfUnknown(error: unknown): undefined {
  if (isProblem(error, 'agent_unknown')) return undefined;
  throw error;
}
