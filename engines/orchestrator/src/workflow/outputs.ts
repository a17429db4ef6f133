import type { JsonSchema, Node } from './definition.ts';
import type { Catalogue } from './problem.ts';

const object = (properties: Record<string, JsonSchema>): JsonSchema => ({
  type: 'object',
  properties,
  additionalProperties: false,
});
const text: JsonSchema = { type: 'string' };
const files: JsonSchema = { type: 'array', items: object({ id: text, name: text }) };

/** What every node of a type gives, unless it says more itself. */
const AGENT: JsonSchema = object({
  ...{ text, data: {}, files, agent: text },
  citations: { type: 'array' },
  /** How each sentence stands to the passages that it cites. */
  claims: { type: 'array' },
});
const CODE: JsonSchema = object({
  stdout: text,
  stderr: text,
  result: {},
  files,
  exitCode: { type: ['integer', 'null'] },
});
const KNOWLEDGE: JsonSchema = object({
  passages: { type: 'array', items: { type: 'object' } },
  /** The questions that a compound one was taken apart into. */
  parts: { type: 'array', items: text },
  text,
});
const APPROVAL: JsonSchema = object({
  decision: text,
  payload: {},
  by: { type: 'array', items: text },
  comment: { type: ['string', 'null'] },
});
const TOOL: JsonSchema = object({ text, data: {}, files });
const WAIT: JsonSchema = object({ signal: text, payload: {} });

/** The JSON Schema of a node's result as far as it is known before it runs; undefined: anything. */
export function outputSchema(node: Node, catalogue: Catalogue): JsonSchema | undefined {
  switch (node.type) {
    case 'agent':
      return withData(AGENT, node.output);
    case 'code':
      return { ...CODE, properties: { ...(CODE.properties as object), result: node.output ?? {} } };
    case 'tool':
      return withData(TOOL, node.output ?? catalogue.tool?.(node.tool)?.output);
    case 'knowledge':
      return KNOWLEDGE;
    case 'approval':
      return APPROVAL;
    case 'wait':
      return WAIT;
    case 'map':
      return { type: 'array' };
    case 'condition':
      return object({ ports: { type: 'array', items: text } });
    case 'delay':
    case 'join':
      return { type: 'null' };
    default:
      return node.output;
  }
}

/** `output` of an agent or tool describes its `data`, which stands beside the text. */
function withData(schema: JsonSchema, data: JsonSchema | undefined): JsonSchema {
  return data ? { ...schema, properties: { ...(schema.properties as object), data } } : schema;
}
