import { z } from 'zod';
import {
  MAX_CACHE_MS,
  MAX_DELAY_MS,
  MAX_EXPRESSION_LENGTH,
  MAX_ID_LENGTH,
  MAX_LOOP_ROUNDS,
  MAX_MAP_CONCURRENCY,
  MAX_MAP_ITEMS,
  MAX_NODE_RETRIES,
  MAX_NODES,
  MAX_TEMPLATE_LENGTH,
  MAX_TITLE_LENGTH,
} from './limits.ts';

/**
 * A workflow as data. Nodes say which nodes they come `after`; what flows between them are JSON values that
 * expressions (CEL) and templates (`{{ expression }}`) pick from `input`, `nodes`, `errors`, and inside of a
 * map or loop from `item`, `index` and `state`.
 */
export const FORMAT = 1;

export const NODE_TYPES = [
  'agent',
  'tool',
  'code',
  'knowledge',
  'approval',
  'condition',
  'map',
  'loop',
  'workflow',
  'delay',
  'wait',
  'join',
  'value',
] as const;
export type NodeType = (typeof NODE_TYPES)[number];

/** Done by the host outside of the interpreter, each as a task of its own that is scheduled. */
export const TASK_TYPES = ['agent', 'tool', 'code', 'knowledge', 'approval'] as const;
export type TaskType = (typeof TASK_TYPES)[number];

/** From the most to the least urgent. */
export const PRIORITIES = ['interactive', 'high', 'normal', 'low', 'background'] as const;
export type PriorityName = (typeof PRIORITIES)[number];

const ID = /^[A-Za-z_][A-Za-z0-9_]*$/;
const id = z.string().max(MAX_ID_LENGTH).regex(ID, 'letters, digits and _ are allowed, a digit not first');
const title = z.string().max(MAX_TITLE_LENGTH);
const expression = z.string().min(1).max(MAX_EXPRESSION_LENGTH);
const template = z.string().max(MAX_TEMPLATE_LENGTH);
const milliseconds = z.number().int().min(0).max(MAX_DELAY_MS);

/** JSON whose strings are templates. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
const json: z.ZodType<Json> = z.json() as z.ZodType<Json>;

/** A JSON Schema (draft 2020-12). */
export type JsonSchema = { [key: string]: unknown };
const jsonSchema: z.ZodType<JsonSchema> = z.record(z.string(), z.unknown());

const retry = z.strictObject({
  times: z.number().int().min(1).max(MAX_NODE_RETRIES).describe('How often to try again'),
  backoffMs: milliseconds.default(1_000).describe('Pause before the first retry; doubles each time'),
  on: z.array(z.string().max(128)).max(50).optional().describe('Only failures with these codes'),
});

const resources = z.strictObject({
  cpu: z.number().min(0).max(1024).optional().describe('Cores'),
  memoryMb: z
    .number()
    .min(0)
    .max(4 * 1024 * 1024)
    .optional(),
  gpu: z.number().min(0).max(64).optional(),
  tokensPerMinute: z.number().min(0).max(1e9).optional(),
});

const common = {
  id,
  title: title.optional(),
  after: z
    .array(z.string().max(2 * MAX_ID_LENGTH + 1))
    .max(MAX_NODES)
    .default([])
    .describe('Nodes that come before, "node" for its usual end or "node:port" for another'),
  join: z
    .union([z.enum(['all', 'any']), z.number().int().min(1).max(MAX_NODES)])
    .default('all')
    .describe('How many of `after` have to arrive: all that are still possible, any one, or n of them'),
  when: expression.optional().describe('Skips the node where this is false; what comes after goes on'),
  cancels: z
    .array(id)
    .max(MAX_NODES)
    .optional()
    .describe('Nodes that end unfinished once this one has ended'),
  lock: id.optional().describe('Nodes of one run with the same lock never work at the same time'),
  retry: retry.optional(),
  timeoutMs: milliseconds.min(1).optional().describe('For each try'),
  onError: z.enum(['fail', 'continue']).default('fail').describe('Without an edge from the port "error"'),
  compensate: id.optional().describe('A node that undoes this one if the run fails or is cancelled later'),
  priority: z.enum(PRIORITIES).optional(),
  deadlineMs: milliseconds.optional().describe('Wanted end, from the start of the run'),
  resources: resources.optional(),
  pool: id.optional().describe('Workers that do it; default: those of its kind'),
  cache: z
    .strictObject({
      key: template,
      ttlMs: z
        .number()
        .int()
        .min(1)
        .max(MAX_CACHE_MS)
        .default(24 * 3_600_000),
    })
    .optional()
    .describe(
      'A result of this node with the same key is used again; only for what has no effect. An empty key: never',
    ),
  output: jsonSchema.optional().describe('JSON Schema that the result has to fit'),
};

/** What of a node says when, how soon and how often it is done, and not what. */
export const AROUND_KEYS: ReadonlySet<string> = new Set(
  Object.keys(common).filter((key) => key !== 'output'),
);

/** Nodes and what they give together. */
export interface Graph {
  nodes: Node[];
  /** Default: an object with the result of each node that nothing comes after. */
  output?: Json | undefined;
}

const graph: z.ZodType<Graph> = z.lazy(() =>
  z.strictObject({ nodes: z.array(node).min(1).max(MAX_NODES), output: json.optional() }),
) as z.ZodType<Graph>;

const agent = z.strictObject({
  ...common,
  type: z.literal('agent'),
  agent: z.string().min(1).max(128).describe('Id of an agent, or "auto": the best one for the task'),
  task: template.min(1),
  context: json.optional().describe('Given to the agent beside the task'),
  model: z.string().max(128).optional(),
});

const tool = z.strictObject({
  ...common,
  type: z.literal('tool'),
  tool: z.string().min(1).max(128),
  arguments: z.record(z.string(), json).default({}),
});

const code = z.strictObject({
  ...common,
  type: z.literal('code'),
  language: z.enum(['python', 'javascript']).default('python'),
  code: z
    .string()
    .min(1)
    .max(MAX_TEMPLATE_LENGTH)
    .describe('A program, no template: it reads `inputs` and sets `result`'),
  inputs: z.record(z.string(), json).default({}),
});

const knowledge = z.strictObject({
  ...common,
  type: z.literal('knowledge'),
  query: template.min(1),
  base: z
    .string()
    .max(128)
    .optional()
    .describe('Id of a knowledge base; default: all that the person may read'),
  limit: z.number().int().min(1).max(50).default(6),
});

const approval = z.strictObject({
  ...common,
  type: z.literal('approval'),
  question: template.min(1),
  payload: json.optional().describe('What is decided on; a decision counts for exactly this'),
  editable: z.boolean().default(false).describe('Whether the payload may be changed by the decision'),
  approvers: z
    .strictObject({
      users: z.array(z.string().max(128)).max(100).optional(),
      roles: z.array(z.string().max(64)).max(20).optional(),
    })
    .default({}),
  votes: z.number().int().min(1).max(10).default(1).describe('2: two different people have to approve'),
  expiresMs: milliseconds.min(1).optional(),
  escalate: z
    .strictObject({ afterMs: milliseconds.min(1), roles: z.array(z.string().max(64)).min(1).max(20) })
    .optional(),
});

const condition = z.strictObject({
  ...common,
  type: z.literal('condition'),
  cases: z
    .array(z.strictObject({ port: id, when: expression }))
    .min(1)
    .max(50),
  choose: z
    .enum(['first', 'every'])
    .default('first')
    .describe('Only the first case that holds, or every one'),
});

const map = z.strictObject({
  ...common,
  type: z.literal('map'),
  over: expression.describe('A list'),
  concurrency: z.number().int().min(1).max(MAX_MAP_CONCURRENCY).default(4),
  maxItems: z.number().int().min(1).max(MAX_MAP_ITEMS).default(100),
  onItemError: z.enum(['fail', 'collect']).default('fail').describe('collect: a failed item gives null'),
  do: graph,
});

const loop = z.strictObject({
  ...common,
  type: z.literal('loop'),
  state: json.default(null).describe('`state` of the first round; later the output of the round before'),
  until: expression.describe('Ends the loop; sees the new `state` and the `index` of the round'),
  maxRounds: z.number().int().min(1).max(MAX_LOOP_ROUNDS).default(10),
  do: graph,
});

const workflow = z.strictObject({
  ...common,
  type: z.literal('workflow'),
  workflow: z.string().min(1).max(128),
  version: z.number().int().min(1).optional().describe('Default: the newest when the node begins'),
  input: z.record(z.string(), json).default({}),
});

const delay = z.strictObject({
  ...common,
  type: z.literal('delay'),
  ms: milliseconds.optional(),
  until: expression.optional().describe('ISO time or ms since 1970'),
});

const wait = z.strictObject({
  ...common,
  type: z.literal('wait'),
  signals: z.array(id).min(1).max(20).describe('The first to come is the port that the node leaves by'),
});

const join = z.strictObject({ ...common, type: z.literal('join') });

const value = z.strictObject({ ...common, type: z.literal('value'), value: json });

const node = z.discriminatedUnion('type', [
  agent,
  tool,
  code,
  knowledge,
  approval,
  condition,
  map,
  loop,
  workflow,
  delay,
  wait,
  join,
  value,
]);
export type Node = z.infer<typeof node>;
export type NodeOf<T extends NodeType> = Extract<Node, { type: T }>;
export type TaskNode = NodeOf<TaskType>;

export const definitionSchema = z.strictObject({
  format: z.literal(FORMAT).default(FORMAT),
  name: z.string().min(1).max(MAX_TITLE_LENGTH),
  description: z.string().max(10_000).optional(),
  input: jsonSchema
    .default({ type: 'object', properties: {} })
    .describe('JSON Schema of the input, an object'),
  priority: z.enum(PRIORITIES).optional(),
  deadlineMs: milliseconds.optional(),
  budget: z
    .strictObject({
      tokens: z.number().int().min(1).optional(),
      costMicros: z.number().int().min(1).optional(),
      steps: z.number().int().min(1).optional(),
      seconds: z.number().int().min(1).optional(),
    })
    .optional(),
  nodes: z.array(node).min(1).max(MAX_NODES),
  output: json.optional().describe('What the run answers; default: the results of its last nodes'),
  layout: z
    .record(z.string(), z.strictObject({ x: z.number(), y: z.number() }))
    .optional()
    .describe('Where the canvas shows the nodes'),
});
export type Definition = z.infer<typeof definitionSchema>;
export type DefinitionSource = z.input<typeof definitionSchema>;

/** Kinds of nodes whose results may be used again: what people decide, and what waits, is never. */
export const CACHED_TYPES = ['agent', 'tool', 'code', 'knowledge'] as const satisfies readonly TaskType[];

export function isCacheable({ type }: Pick<Node, 'type'>): boolean {
  return (CACHED_TYPES as readonly string[]).includes(type);
}

export function isTask(node: Node): node is TaskNode {
  return (TASK_TYPES as readonly string[]).includes(node.type);
}
