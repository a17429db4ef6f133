import { toolErrors } from './errors.ts';

/** What a schema of a foreign tool may be at most: it is told to models, and values are held against it. */
export const MAX_SCHEMA_DEPTH = 12;
export const MAX_SCHEMA_NODES = 2_000;
export const MAX_SCHEMA_LENGTH = 100_000;
const MAX_TEXT_LENGTH = 2_000;
const MAX_ENUM = 500;

export type JsonSchema = Record<string, unknown>;

/** Keywords that are kept. Patterns are not: a hostile one takes a matcher hours. The tool's own side checks them. */
const SCHEMAS = new Set(['items', 'not', 'additionalProperties', 'contains', 'propertyNames']);
const LISTS = new Set(['anyOf', 'oneOf', 'allOf', 'prefixItems']);
const MAPS = new Set(['properties']);
const TEXTS = new Set(['title', 'description', 'format']);
const PLAIN = new Set([
  ...['type', 'enum', 'const', 'default', 'required', 'minimum', 'maximum', 'exclusiveMinimum'],
  ...['exclusiveMaximum', 'multipleOf', 'minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems'],
  ...['minProperties', 'maxProperties', 'nullable', 'deprecated', 'readOnly', 'writeOnly'],
]);

interface Work {
  root: unknown;
  nodes: number;
  /** References that are being followed. */
  open: Set<string>;
}

/**
 * A copy of a foreign schema that can do no harm: references put in place (one that leads back to itself becomes
 * "anything"), only known keywords, texts cleaned and bounded. Throws `schema_too_large` with the place.
 */
export function tameSchema(schema: unknown, root: unknown = schema): JsonSchema {
  const tamed = tame(schema, { root, nodes: 0, open: new Set() }, '#', 0);
  const { length } = JSON.stringify(tamed);
  if (length > MAX_SCHEMA_LENGTH)
    throw toolErrors.schema_too_large('#', `${length} characters, ${MAX_SCHEMA_LENGTH} are allowed`);
  return tamed;
}

function tame(schema: unknown, work: Work, place: string, depth: number): JsonSchema {
  if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) return {};
  work.nodes += 1;
  if (work.nodes > MAX_SCHEMA_NODES)
    throw toolErrors.schema_too_large(place, `more than ${MAX_SCHEMA_NODES} parts`);
  if (depth > MAX_SCHEMA_DEPTH)
    throw toolErrors.schema_too_large(place, `deeper than ${MAX_SCHEMA_DEPTH} levels`);
  const { $ref } = schema as { $ref?: unknown };
  if (typeof $ref === 'string') return followed($ref, work, place, depth);
  const kept: JsonSchema = {};
  for (const [key, value] of Object.entries(schema)) {
    const tamed = keyword(key, value, work, `${place}/${key}`, depth);
    if (tamed !== undefined) kept[key] = tamed;
  }
  return kept;
}

function keyword(key: string, value: unknown, work: Work, place: string, depth: number): unknown {
  if (SCHEMAS.has(key)) return typeof value === 'boolean' ? value : tame(value, work, place, depth + 1);
  if (LISTS.has(key) && Array.isArray(value))
    return value.map((item, index) => tame(item, work, `${place}/${index}`, depth + 1));
  if (MAPS.has(key) && typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([name]) => name !== '__proto__');
    return Object.fromEntries(
      entries.map(([name, item]) => [name, tame(item, work, `${place}/${name}`, depth + 1)]),
    );
  }
  if (TEXTS.has(key)) return typeof value === 'string' ? cleanText(value, MAX_TEXT_LENGTH) : undefined;
  if (!PLAIN.has(key)) return undefined;
  if (Array.isArray(value) && value.length > MAX_ENUM)
    throw toolErrors.schema_too_large(place, `${value.length} values, ${MAX_ENUM} are allowed`);
  return value;
}

function followed(ref: string, work: Work, place: string, depth: number): JsonSchema {
  if (work.open.has(ref)) return {};
  const target = resolvePointer(work.root, ref);
  work.open.add(ref);
  const tamed = tame(target, work, place, depth);
  work.open.delete(ref);
  return tamed;
}

/** Only places of the same document are followed. */
export function resolvePointer(root: unknown, ref: string): unknown {
  if (!ref.startsWith('#/')) return ref === '#' ? root : undefined;
  return ref
    .slice(2)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((at, key) => {
      if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
      return (at as Record<string, unknown>)[key];
    }, root);
}

/** Control characters, marks that turn text around, and tags that no eye sees are taken out of foreign words. */
const UNSEEN = /[\p{Cc}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

export function cleanText(text: string, maxLength: number): string {
  const clean = text.replace(UNSEEN, (sign) => (sign === '\n' || sign === '\t' ? sign : '')).trim();
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1)}…` : clean;
}
