import { type AccessVariables, permit } from '../access/index.ts';
import { createRouter } from '../http/index.ts';
import type { AgentView } from './contract.ts';
import * as contract from './contract.ts';
import { type AgentDefinition, builtInAgents, findAgent } from './definitions.ts';
import { agentErrors } from './errors.ts';

function presentAgent(agent: AgentDefinition): AgentView {
  return { ...agent, tools: [...agent.tools] };
}

export function agentRoutes() {
  const router = createRouter<AccessVariables>();

  router.openapi(contract.listAgents, (c) => {
    permit(c.var.principal, 'read', 'Agent');
    return c.json({ items: builtInAgents.map(presentAgent) }, 200);
  });

  router.openapi(contract.getAgent, (c) => {
    permit(c.var.principal, 'read', 'Agent');
    const { id } = c.req.valid('param');
    const agent = findAgent(id);
    if (!agent) throw agentErrors.agent_unknown(id);
    return c.json(presentAgent(agent), 200);
  });

  return router;
}
