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
export { createModels, type Models } from './models.ts';
export type { RunUsage } from './queries.ts';
export { modelRoutes } from './routes.ts';
