import type { JsonSchema } from './definition.ts';

/** JSON Schema type names; `null` as a whole means: nothing is known, so everything is allowed. */
export type TypeSet = ReadonlySet<string> | null;

const ALL = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

/** Which types a schema allows, as far as `type`, `const`, `enum` and `anyOf`/`oneOf` tell. */
export function typesOf(schema: JsonSchema | undefined): TypeSet {
  if (!schema) return null;
  if (typeof schema.type === 'string') return new Set([schema.type]);
  if (Array.isArray(schema.type)) return new Set(schema.type.filter((type) => ALL.includes(type as string)));
  if ('const' in schema) return new Set([typeOfValue(schema.const)]);
  if (Array.isArray(schema.enum)) return new Set(schema.enum.map(typeOfValue));
  for (const key of ['anyOf', 'oneOf']) {
    const choices = schema[key];
    if (Array.isArray(choices)) return union(choices.map((choice) => typesOf(choice as JsonSchema)));
  }
  return null;
}

function union(sets: readonly TypeSet[]): TypeSet {
  if (sets.some((set) => set === null)) return null;
  return new Set(sets.flatMap((set) => [...set!]));
}

/** The JSON Schema type of a value. */
export function typeOfValue(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

/** True if some value of `actual` could fit `wanted`; what isn't known fits. */
export function mayFit(actual: TypeSet, wanted: TypeSet): boolean {
  if (!actual || !wanted) return true;
  return [...actual].some(
    (type) =>
      wanted.has(type) ||
      (type === 'integer' && wanted.has('number')) ||
      (type === 'number' && wanted.has('integer')),
  );
}

export type SchemaAt =
  | { kind: 'known'; schema: JsonSchema }
  | { kind: 'unknown' }
  | { kind: 'missing'; at: string };

/** The schema at a path of keys; `missing` where the schema says that there is no such key. */
export function schemaAt(schema: JsonSchema | undefined, path: readonly string[]): SchemaAt {
  let current = schema;
  for (const key of path) {
    if (!current) return { kind: 'unknown' };
    const types = typesOf(current);
    if (types && !types.has('object')) return { kind: 'missing', at: key };
    const properties = current.properties as Record<string, JsonSchema> | undefined;
    const found: JsonSchema | undefined = properties?.[key];
    if (!found && properties && current.additionalProperties === false) return { kind: 'missing', at: key };
    current = found;
  }
  return current ? { kind: 'known', schema: current } : { kind: 'unknown' };
}

export function describeTypes(types: TypeSet): string {
  return types ? [...types].join(' or ') : 'anything';
}
