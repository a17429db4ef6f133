export { agentTools } from './agent-tools.ts';
export { type Answer, type AnswerPart, emptyAnswer, type NumberedCitation, textOf } from './answer.ts';
export {
  type AgentDefinition,
  BUILT_IN_AGENTS,
  type BuiltInAgent,
  builtInAgents,
  findAgent,
} from './definitions.ts';
export { agentErrors } from './errors.ts';
export { type LoopNeeds, runAgent } from './loop.ts';
export { agentRoutes } from './routes.ts';
export { structuredResult } from './structured.ts';
export type { Task } from './task.ts';
export { callTool } from './tool-step.ts';
