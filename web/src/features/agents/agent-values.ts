import type { Agent } from '../../lib/api-types.ts';

const LIMITS: Agent['limits'] = { modelCalls: 12, toolCalls: 24, seconds: 600 };

/** What the server takes; the form says so before it is sent. */
export const BOUNDS = {
  modelCalls: [1, 50],
  toolCalls: [0, 200],
  seconds: [1, 3_600],
  memoryMessages: [1, 200],
} as const;
type Bounded = keyof typeof BOUNDS;

/** What the form holds. `scope` tells whether `knowledge` counts. */
export function valuesOf(agent?: Agent) {
  const { modelCalls, toolCalls, seconds } = agent?.limits ?? LIMITS;
  return {
    name: agent?.name ?? '',
    description: agent?.description ?? '',
    instructions: agent?.instructions ?? '',
    capabilities: agent?.capabilities ?? [],
    tools: agent?.tools ?? ['search_knowledge'],
    approvals: agent?.approvals ?? [],
    agents: agent?.agents ?? [],
    modelId: agent?.modelId ?? null,
    scope: (agent?.knowledge ? 'some' : 'all') as 'all' | 'some',
    knowledge: agent?.knowledge ?? [],
    memoryMessages: (agent?.memoryMessages ?? 50) as number | string,
    modelCalls: modelCalls as number | string,
    toolCalls: toolCalls as number | string,
    seconds: seconds as number | string,
  };
}
export type AgentValues = ReturnType<typeof valuesOf>;

export function isOutOfBounds(field: Bounded, value: number | string): boolean {
  const [least, most] = BOUNDS[field];
  return typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most;
}

/** The agent as it is sent: only tools that it has can ask, and bases count only where they are chosen. */
export function agentOf({ scope, modelCalls, toolCalls, seconds, ...values }: AgentValues) {
  return {
    ...values,
    approvals: values.approvals.filter((name) => values.tools.includes(name)),
    knowledge: scope === 'all' ? null : values.knowledge,
    memoryMessages: Number(values.memoryMessages),
    limits: { modelCalls: Number(modelCalls), toolCalls: Number(toolCalls), seconds: Number(seconds) },
  };
}
