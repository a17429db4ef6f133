import type { JsonSchema, Node } from './definition.ts';

/** Why a definition can't run. A code never changes its meaning. */
export const PROBLEM_CODES = [
  'definition_invalid', // it doesn't have the form of a definition
  'definition_too_large', // more bytes or nodes than allowed
  'id_taken', // two nodes of one graph have the same id
  'node_unknown', // `after`, `cancels`, `compensate` or an expression names a node that is not there
  'port_unknown', // `after` names a port that the node doesn't have
  'cycle', // nodes come after each other in a circle
  'unreachable', // the node can never begin
  'join_impossible', // it waits for more arrivals than `after` has
  'nesting_too_deep', // too many maps and loops inside of each other
  'expression_invalid', // an expression can't be read
  'reference_too_early', // an expression reads a node that doesn't come before
  'input_unknown', // an expression reads a property that the input doesn't have
  'output_unknown', // an expression reads a property that the node's result doesn't have
  'scope_unknown', // `item`, `index` or `state` outside of a map or loop
  'type_mismatch', // a value can't be what is needed there
  'input_missing', // a needed argument or input has no value
  'agent_unknown',
  'tool_unknown',
  'workflow_unknown',
  'node_incomplete', // the node lacks what its type needs
  'lock_nested', // a node waits for a lock that the map or loop around it holds
  'resources_unmet', // it asks for more than there is
  'cache_refused', // the result of such a node is never used again
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

export interface Problem {
  code: ProblemCode;
  /** Keys and indices from the definition to the place. */
  path: (string | number)[];
  message: string;
  /** The node that it is about, those around it first. */
  node?: string[];
}

export interface KnownTool {
  arguments?: JsonSchema;
  output?: JsonSchema;
  /** It changes something, so that its result can't stand for doing it. */
  hasEffect?: boolean;
}

/** What the host knows of the things that nodes name; without it they are taken to exist. */
export interface Catalogue {
  agent?(id: string): boolean;
  /** JSON Schema of the arguments and of the result. */
  tool?(name: string): KnownTool | undefined;
  workflow?(name: string): { input?: JsonSchema } | undefined;
  /** What there is at all; absent is without bound. */
  capacity?: NonNullable<Node['resources']>;
}

export function problemAt(
  code: ProblemCode,
  path: readonly (string | number)[],
  message: string,
  node?: readonly string[],
): Problem {
  return { code, path: [...path], message, ...(node ? { node: [...node] } : {}) };
}
