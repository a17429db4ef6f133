import type { JsonSchema } from './turn.ts';

const MAX_DEPTH = 8;

/** A value that the schema accepts: required properties only, strings filled with `text`. */
export function sampleOf(schema: JsonSchema, text: string, depth = 0): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (choice) return sampleOf(choice, text, depth + 1);
  switch ([schema.type].flat()[0]?.toLowerCase()) {
    case 'string':
      return text;
    case 'number':
    case 'integer':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'array':
      return sampleArray(schema, text, depth);
    case 'null':
      return null;
    default:
      return sampleObject(schema, text, depth);
  }
}

function sampleArray(schema: JsonSchema, text: string, depth: number): unknown[] {
  const length = depth < MAX_DEPTH ? (schema.minItems ?? 0) : 0;
  return Array.from({ length }, () => sampleOf(schema.items ?? {}, text, depth + 1));
}

function sampleObject(schema: JsonSchema, text: string, depth: number): Record<string, unknown> {
  if (depth >= MAX_DEPTH) return {};
  const properties = Object.entries(schema.properties ?? {});
  const wanted = schema.required
    ? properties.filter(([name]) => schema.required!.includes(name))
    : properties;
  return Object.fromEntries(wanted.map(([name, part]) => [name, sampleOf(part, text, depth + 1)]));
}
