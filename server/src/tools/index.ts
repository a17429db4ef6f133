export { builtInTools } from './built-in.ts';
export { forgetToolCalls } from './call-records.ts';
export { codePolicyRoutes } from './code-policy-routes.ts';
export { type CodeSessions, createCodeSessions } from './code-sessions.ts';
export { createTools, programsRefused } from './create-tools.ts';
export { namedOrPublic, publicOnly } from './egress.ts';
export type { ProvidedTool, ToolEntry } from './entry.ts';
export { toolErrors } from './errors.ts';
export { type ExecutionProcedure, executionProcedure } from './execution.ts';
export { type Fetching, fetchResource, type Resource, Unwanted } from './fetch-resource.ts';
export type { GitNeeds } from './git/git-tool.ts';
export { type GitTree, MAX_TREE_FILE_BYTES, type TreeEntry, treeOf } from './git/read-tree.ts';
export { createRepositories } from './git/repositories.ts';
export type { Egress } from './guarded-request.ts';
export { jsonSchemaType } from './json-schema-type.ts';
export { type LangChainOptions, type LangChainTool, langChainTool } from './langchain-tool.ts';
export { type Program, type ProgramResult, runProgram } from './program.ts';
export { systemResolve } from './public-address.ts';
export { type RegistryRouteNeeds, registryRoutes } from './registry-routes.ts';
export { toolRoutes } from './routes.ts';
export type { RunCodeNeeds } from './run-code.ts';
export { sourceRoutes } from './source-routes.ts';
export { createDatabases, type Databases } from './sql/databases.ts';
export { sqlRoutes } from './sql/routes.ts';
export { tameSchema } from './tame-schema.ts';
export {
  MAX_TOOL_OUTPUT_LENGTH,
  type Tool,
  type ToolCitation,
  type ToolContext,
  type ToolResult,
} from './tool.ts';
export { parametersOf, toolSpecs } from './tool-specs.ts';
export {
  callTool,
  type NumberedCitation,
  outcome,
  type ToolOutcome,
  type ToolPart,
  type ToolStep,
} from './tool-step.ts';
export {
  createToolbox,
  type Toolbox,
  type ToolProvider,
} from './toolbox.ts';
export type { Effect } from './traits.ts';
export { tryProcedure } from './try-tool.ts';
