import type { Agent } from '../lib/api-types.ts';

/** An agent as the API writes it, with what a test does not care about filled in. */
export function storedAgent(given: Partial<Agent> = {}): Agent {
  return {
    id: 'agent',
    name: 'Agent',
    description: '',
    instructions: 'Be brief.',
    capabilities: [],
    tools: [],
    modelId: null,
    knowledge: null,
    memoryMessages: 50,
    limits: { modelCalls: 12, toolCalls: 24, seconds: 600 },
    approvals: [],
    agents: [],
    builtIn: false,
    state: 'enabled',
    version: 1,
    ...given,
  };
}
