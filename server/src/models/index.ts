export type { CallRecord } from './call.ts';
export type {
  CallPart,
  CallSummary,
  ChatModel,
  ModelImage,
  ModelMessage,
  ModelPart,
  ModelRequest,
  ToolCall,
  ToolSpec,
} from './chat-model.ts';
export { modelErrors } from './errors.ts';
export { jsonIn } from './json-in.ts';
export { createModels, type Models } from './models.ts';
export { OFFLINE_ID } from './present.ts';
export type { RunUsage } from './queries.ts';
export { MAX_RANKED, rankingMessages } from './rank-by-model.ts';
export { modelRoutes } from './routes.ts';
