export { builtInTools } from './built-in.ts';
export { toolErrors } from './errors.ts';
export { type ExecutionProcedure, executionProcedure } from './execution.ts';
export { type Program, type ProgramResult, runProgram } from './program.ts';
export { toolRoutes } from './routes.ts';
export type { RunCodeNeeds } from './run-code.ts';
export {
  type Effect,
  MAX_TOOL_OUTPUT_LENGTH,
  type Tool,
  type ToolCitation,
  type ToolContext,
  type ToolResult,
} from './tool.ts';
export { toolSpecs } from './tool-specs.ts';
