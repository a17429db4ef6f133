import { z } from 'zod';
import type { Tool } from './tool.ts';

/** JSON Schema of a tool's arguments, as models and pages read it. */
export function parametersOf(tool: Tool): Record<string, unknown> {
  if (tool.parameters) return tool.parameters;
  const { $schema: _, ...schema } = z.toJSONSchema(tool.schema, { io: 'input' });
  return schema;
}

export function toolSpecs(tools: readonly Tool[]) {
  return tools.map((tool) => ({
    name: tool.name,
    description: tool.description,
    parameters: parametersOf(tool),
  }));
}
