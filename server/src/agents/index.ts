export { agentProvider, toolName } from './agent-provider.ts';
export { agentTools } from './agent-tools.ts';
export { type Agents, AUTO, createAgents } from './agents.ts';
export { type Answer, type AnswerPart, emptyAnswer, textOf } from './answer.ts';
export { type AnswerProcedure, answerProcedure } from './answer-question.ts';
export { askProcedure } from './ask-agent.ts';
export type { AskProcedure } from './ask-input.ts';
export {
  type AgentDefinition,
  BUILT_IN_AGENTS,
  type BuiltInAgent,
  builtInAgents,
  findAgent,
} from './definitions.ts';
export { agentErrors } from './errors.ts';
export { runAgent } from './loop.ts';
export type { LoopNeeds } from './loop-needs.ts';
export { expectedOf } from './model-step.ts';
export { agentRoutes } from './routes.ts';
export { structuredResult } from './structured.ts';
export { makerName, makerOf, type Tagged, type TagNeeds, tagsOf } from './tags.ts';
export type { Task } from './task.ts';
