import { z } from 'zod';
import { definitionSchema, type JsonSchema } from './definition.ts';

/** The published JSON Schema (draft 2020-12) of a definition as people write it: what has a default is optional. */
export function workflowJsonSchema(): JsonSchema {
  return { title: 'AgenticGen workflow', ...z.toJSONSchema(definitionSchema, { io: 'input' }) };
}
