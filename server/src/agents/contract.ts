import { createRoute, id, json, problems, z } from '../http/contract.ts';

export const agentSchema = z
  .object({
    /** 'code', 'research', 'analysis', 'creative' or 'test' for the built-in ones. */
    id,
    name: z.string(),
    description: z.string(),
    instructions: z.string(),
    tools: z.array(z.string()),
    limits: z.object({
      modelCalls: z.number().int(),
      toolCalls: z.number().int(),
      seconds: z.number().int(),
    }),
    builtIn: z.boolean(),
  })
  .openapi('Agent');
export type AgentView = z.infer<typeof agentSchema>;

export const listAgents = createRoute({
  method: 'get',
  path: '/api/v1/agents',
  tags: ['agents'],
  summary: 'The agents of the workspace',
  responses: { 200: json(z.object({ items: z.array(agentSchema) }), 'Agents'), ...problems },
});

export const getAgent = createRoute({
  method: 'get',
  path: '/api/v1/agents/{id}',
  tags: ['agents'],
  summary: 'One agent',
  request: { params: z.object({ id }) },
  responses: { 200: json(agentSchema, 'The agent'), ...problems },
});
