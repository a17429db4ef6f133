import type { Procedure } from '@agenticgen/orchestrator';
import { z } from 'zod';
import type { Database } from '../db/index.ts';
import { depthOf } from '../runs/index.ts';
import { type ProvidedTool, type Tool, type ToolProvider, toolErrors } from '../tools/index.ts';
import type { Agents } from './agents.ts';
import { MAX_AGENT_DEPTH } from './ask-agent.ts';
import type { AskInput, AskOutput, AskProcedure } from './ask-input.ts';
import type { AgentDefinition } from './definitions.ts';

const schema = z.object({
  task: z.string().trim().min(1).max(20_000).describe('All that the agent has to know'),
});

interface Needs {
  db: Database;
  agents: Pick<Agents, 'list'>;
  ask: AskProcedure;
}

/** Every enabled agent as a tool: what it is asked is a run of its own, in the name of the person. */
export function agentProvider(needs: () => Needs): ToolProvider {
  return {
    async list(workspaceId, names) {
      if (names && !names.some((name) => name.startsWith('agent_'))) return [];
      const { agents } = needs();
      const enabled = (await agents.list(workspaceId)).filter(({ state }) => state === 'enabled');
      return enabled.map((agent): ProvidedTool => {
        const source = { kind: 'agent' as const, id: agent.id, name: agent.name };
        return { tool: agentTool(needs, agent) as Tool, source, version: agent.version, state: 'ready' };
      });
    },
  };
}

function agentTool(
  needs: () => Needs,
  { id, name, description, builtIn }: AgentDefinition,
): Tool<z.infer<typeof schema>> {
  return {
    name: builtIn ? `agent_${id}` : toolName('agent', name, id),
    title: name,
    description: `Gives a task to the agent ${name} and returns its answer. ${description}`.slice(0, 1_000),
    effect: 'write',
    schema,
    run: () => Promise.reject(new TypeError('It is a run of its own')),
    child: {
      get procedure() {
        return needs().ask as unknown as Procedure<unknown, unknown, Database>;
      },
      label: id,
      pool: `agent:${id}`,
      async inputOf({ task }, { principal, area, runId }): Promise<AskInput> {
        const { root, depth } = await depthOf(needs().db, runId, 'agents.ask');
        if (depth >= MAX_AGENT_DEPTH) throw toolErrors.runs_too_deep(name);
        const { userId, workspaceId } = principal;
        return { userId, workspaceId, agentId: id, task, area, rootRunId: root, depth: depth + 1 };
      },
      resultOf: (output) => (output as AskOutput).text,
      documentsOf: (output) => (output as AskOutput).documents ?? null,
    },
  };
}

/** Bears the end of the id, so that another of the same name never takes its place. */
export function toolName(kind: string, name: string, id: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return [kind, plain.slice(0, 40).toLowerCase(), id.slice(-6)].filter((part) => part !== '').join('_');
}
