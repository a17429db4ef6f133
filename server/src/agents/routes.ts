import { type AccessVariables, grant, type Principal, permit } from '../access/index.ts';
import { createRouter } from '../http/index.ts';
import {
  type AgentNeeds,
  type Agents,
  createAgent,
  removeAgent,
  restoreAgent,
  setAgentState,
  updateAgent,
} from './agents.ts';
import type { AgentView } from './contract.ts';
import * as contract from './contract.ts';
import { type AgentDefinition, findAgent } from './definitions.ts';
import { agentErrors } from './errors.ts';
import { checkMentions, type MentionNeeds } from './mentions.ts';
import { findAgentRow, resultsSince, versionsOf } from './queries.ts';
import { statisticsOf } from './statistics.ts';
import { type WorkNeeds, workOf } from './work.ts';

const DAY_MS = 86_400_000;

export interface AgentRouteNeeds extends AgentNeeds, WorkNeeds, MentionNeeds {
  agents: Agents;
}

function presentAgent(agent: AgentDefinition): AgentView {
  return {
    ...agent,
    tools: [...agent.tools],
    capabilities: [...agent.capabilities],
    knowledge: agent.knowledge ? [...agent.knowledge] : null,
    approvals: [...agent.approvals],
    agents: [...agent.agents],
  };
}

type AgentRouter = ReturnType<typeof createRouter<AccessVariables>>;

export function agentRoutes(needs: AgentRouteNeeds) {
  const router: AgentRouter = createRouter<AccessVariables>();
  const { db, agents } = needs;

  /** A built-in agent can be read by all and changed by nobody. */
  async function own<V extends 'edit' | 'delete'>(by: Principal, verb: V, id: string) {
    if (findAgent(id)) {
      permit(by, verb, 'Agent');
      throw agentErrors.agent_built_in();
    }
    return grant(by, verb, 'Agent', await findAgentRow(db, id));
  }

  const view = async (by: Principal, id: string, version?: number) =>
    presentAgent(await agents.find(by.workspaceId, id, version));

  router.openapi(contract.listAgents, async (c) => {
    const { workspaceId } = permit(c.var.principal, 'read', 'Agent').by;
    return c.json({ items: (await agents.list(workspaceId)).map(presentAgent) }, 200);
  });

  router.openapi(contract.createAgent, async (c) => {
    const allowed = permit(c.var.principal, 'create', 'Agent');
    const input = c.req.valid('json');
    await checkMentions(needs, allowed.by, input);
    const id = await createAgent(needs, allowed, input);
    return c.json(await view(c.var.principal, id), 201);
  });

  router.openapi(contract.getAgent, async (c) => {
    const { by } = permit(c.var.principal, 'read', 'Agent');
    return c.json(await view(by, c.req.valid('param').id, c.req.valid('query').version), 200);
  });

  router.openapi(contract.updateAgent, async (c) => {
    const { id } = c.req.valid('param');
    const { baseVersion, ...input } = c.req.valid('json');
    const agent = await own(c.var.principal, 'edit', id);
    await checkMentions(needs, agent.by, input);
    await updateAgent(needs, agent, input, baseVersion);
    return c.json(await view(c.var.principal, id), 200);
  });

  router.openapi(contract.restoreAgentVersion, async (c) => {
    const { id } = c.req.valid('param');
    await restoreAgent(needs, await own(c.var.principal, 'edit', id), c.req.valid('json'));
    return c.json(await view(c.var.principal, id), 200);
  });

  router.openapi(contract.setAgentState, async (c) => {
    const { id } = c.req.valid('param');
    await setAgentState(needs, await own(c.var.principal, 'edit', id), c.req.valid('json').state);
    return c.json(await view(c.var.principal, id), 200);
  });

  router.openapi(contract.deleteAgent, async (c) => {
    await removeAgent(needs, await own(c.var.principal, 'delete', c.req.valid('param').id));
    return c.body(null, 204);
  });

  insightRoutes(router, needs);
  return router;
}

/** What is known of agents beside what they are. */
function insightRoutes(router: AgentRouter, needs: AgentRouteNeeds): void {
  const { db, agents } = needs;

  router.openapi(contract.agentWork, async (c) => {
    const { by } = permit(c.var.principal, 'read', 'Agent');
    const { id } = await agents.find(by.workspaceId, c.req.valid('param').id);
    return c.json(await workOf(needs, by.workspaceId, id), 200);
  });

  router.openapi(contract.listAgentVersions, async (c) => {
    const { by } = permit(c.var.principal, 'read', 'Agent');
    const { id } = c.req.valid('param');
    await agents.find(by.workspaceId, id);
    const items = (await versionsOf(db, id)).map(({ version, created_by, created_at }) => ({
      version,
      createdBy: created_by,
      createdAt: created_at,
    }));
    return c.json({ items }, 200);
  });

  router.openapi(contract.matchAgents, async (c) => {
    const { workspaceId } = permit(c.var.principal, 'read', 'Agent').by;
    return c.json({ items: await agents.match(workspaceId, c.req.valid('json').task) }, 200);
  });

  router.openapi(contract.agentStatistics, async (c) => {
    const { workspaceId } = permit(c.var.principal, 'read', 'Agent').by;
    const { id } = c.req.valid('param');
    await agents.find(workspaceId, id);
    const since = needs.runtime.now() - c.req.valid('query').days * DAY_MS;
    return c.json(statisticsOf(await resultsSince(db, workspaceId, id, since)), 200);
  });
}
