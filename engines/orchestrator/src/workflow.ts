/** The language of workflows: pure, so that an editor can check a definition while it is written. */
export {
  type HierarchyOptions,
  hierarchical,
  type NodeSource,
  type PipelineOptions,
  parallel,
  pipeline,
  sequential,
} from './workflow/builders.ts';
export { checkInput, misfit } from './workflow/check-value.ts';
export {
  type Definition,
  type DefinitionSource,
  definitionSchema,
  FORMAT,
  type Graph,
  isCacheable,
  isTask,
  type Json,
  type JsonSchema,
  NODE_TYPES,
  type Node,
  type NodeOf,
  type NodeType,
  PRIORITIES,
  type PriorityName,
  TASK_TYPES,
  type TaskNode,
  type TaskType,
} from './workflow/definition.ts';
export { compileExpression, type Expression, type Reference, type Scope } from './workflow/expression.ts';
export {
  type FoldEvent,
  foldWorkflow,
  NODE_STATES,
  type NodeState,
  type NodeView,
  type WorkflowView,
} from './workflow/fold.ts';
export {
  DONE,
  type Edge,
  ERROR,
  edgesOf,
  everyNode,
  lastNodes,
  portsOf,
  topologicalOrder,
} from './workflow/graph.ts';
export type {
  ApprovalTask,
  Host,
  Task,
  TaskCall,
  TaskOf,
  TaskResult,
  Usage,
  Waited,
  WorkflowCall,
} from './workflow/host.ts';
export { type InterpretOptions, interpret } from './workflow/interpret.ts';
export { workflowJsonSchema } from './workflow/json-schema.ts';
export { outputSchema } from './workflow/outputs.ts';
export { type Catalogue, PROBLEM_CODES, type Problem, type ProblemCode } from './workflow/problem.ts';
export {
  REPLAY_OUTCOMES,
  type Replayed,
  type ReplayOutcome,
  type ReplayWanted,
  replayWorkflow,
} from './workflow/replay.ts';
export { keepBefore, nodeAt, nodePathOf, type RecordedEvent } from './workflow/retry.ts';
export { type NodePath, pathText, stepName, tryStep } from './workflow/step-name.ts';
export { fill, fillString, placeholders } from './workflow/template.ts';
export { type Validation, validate } from './workflow/validate.ts';
export { type Measured, workLeft } from './workflow/work-left.ts';
