import { isCacheable, NODE_TYPES, type NodeType, PRIORITIES } from '@agenticgen/orchestrator/workflow';

export type FieldKind =
  | 'text'
  | 'template'
  | 'code'
  | 'expression'
  | 'number'
  | 'duration'
  | 'switch'
  | 'choice'
  | 'json'
  | 'schema'
  | 'pairs'
  | 'cases'
  | 'texts'
  | 'agent'
  | 'tool'
  | 'workflow'
  | 'base'
  | 'node'
  | 'nodes'
  | 'join';

/** One thing about a node that can be set. Its label stands in the catalogue under `nodeField`. */
export interface NodeField {
  /** Keys from the node to the value. */
  path: readonly [string, ...string[]];
  kind: FieldKind;
  choices?: readonly string[];
  min?: number;
  max?: number;
  isDecimal?: boolean;
}

const field = (path: string, kind: FieldKind, rest: Omit<NodeField, 'path' | 'kind'> = {}): NodeField => ({
  path: path.split('.') as [string, ...string[]],
  kind,
  ...rest,
});

export const TYPE_FIELDS: { [T in NodeType]: readonly NodeField[] } = {
  agent: [
    field('agent', 'agent'),
    field('task', 'template'),
    field('context', 'json'),
    field('model', 'text'),
  ],
  tool: [field('tool', 'tool'), field('arguments', 'pairs')],
  code: [
    field('language', 'choice', { choices: ['python', 'javascript'] }),
    field('code', 'code'),
    field('inputs', 'pairs'),
  ],
  knowledge: [
    field('query', 'template'),
    field('base', 'base'),
    field('limit', 'number', { min: 1, max: 50 }),
  ],
  approval: [
    field('question', 'template'),
    field('payload', 'json'),
    field('editable', 'switch'),
    field('votes', 'number', { min: 1, max: 10 }),
    field('approvers.roles', 'texts'),
    field('approvers.users', 'texts'),
    field('expiresMs', 'duration'),
    field('escalate.afterMs', 'duration'),
    field('escalate.roles', 'texts'),
  ],
  condition: [field('cases', 'cases'), field('choose', 'choice', { choices: ['first', 'every'] })],
  map: [
    field('over', 'expression'),
    field('concurrency', 'number', { min: 1, max: 100 }),
    field('maxItems', 'number', { min: 1, max: 1_000 }),
    field('onItemError', 'choice', { choices: ['fail', 'collect'] }),
    field('do.output', 'json'),
  ],
  loop: [
    field('state', 'json'),
    field('until', 'expression'),
    field('maxRounds', 'number', { min: 1, max: 100 }),
    field('do.output', 'json'),
  ],
  workflow: [field('workflow', 'workflow'), field('version', 'number', { min: 1 }), field('input', 'pairs')],
  delay: [field('ms', 'duration'), field('until', 'expression')],
  wait: [field('signals', 'texts')],
  join: [],
  value: [field('value', 'json')],
};

export const FLOW_FIELDS: readonly NodeField[] = [
  field('after', 'nodes'),
  field('join', 'join'),
  field('when', 'expression'),
];

export const FAILURE_FIELDS: readonly NodeField[] = [
  field('retry.times', 'number', { min: 1, max: 20 }),
  field('retry.backoffMs', 'duration'),
  field('timeoutMs', 'duration'),
  field('onError', 'choice', { choices: ['fail', 'continue'] }),
  field('compensate', 'node'),
];

export const SCHEDULING_FIELDS: readonly NodeField[] = [
  field('priority', 'choice', { choices: PRIORITIES }),
  field('deadlineMs', 'duration'),
  field('resources.cpu', 'number', { min: 0, isDecimal: true }),
  field('resources.memoryMb', 'number', { min: 0 }),
  field('resources.gpu', 'number', { min: 0, isDecimal: true }),
  field('resources.tokensPerMinute', 'number', { min: 0 }),
  field('pool', 'text'),
  field('lock', 'text'),
];

export const RESULT_FIELDS: readonly NodeField[] = [
  field('cache.key', 'template'),
  field('cache.ttlMs', 'duration'),
  field('output', 'schema'),
];

/** What is set about the result of a node: some results are never used again, so they have no cache. */
export function resultFieldsOf(node: { type: NodeType; cache?: unknown }): readonly NodeField[] {
  const isKept = isCacheable({ type: node.type }) || node.cache !== undefined;
  return RESULT_FIELDS.filter(({ path }) => isKept || path[0] !== 'cache');
}

export const DEFINITION_FIELDS: readonly NodeField[] = [
  field('output', 'json'),
  field('priority', 'choice', { choices: PRIORITIES }),
  field('deadlineMs', 'duration'),
  field('budget.tokens', 'number', { min: 1 }),
  field('budget.costMicros', 'number', { min: 1 }),
  field('budget.steps', 'number', { min: 1 }),
  field('budget.seconds', 'number', { min: 1 }),
];

export const isNodeType = (type: string): type is NodeType =>
  (NODE_TYPES as readonly string[]).includes(type);
