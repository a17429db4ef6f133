import { cleanText, type JsonSchema, resolvePointer, tameSchema } from '../tame-schema.ts';
import type { Effect } from '../traits.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options'] as const;
const CHANGELESS = new Set(['get', 'head', 'options']);
export const MAX_DESCRIPTION_LENGTH = 1_000;

/** Where an argument of the tool goes. */
export interface Placement {
  argument: string;
  name: string;
  in: 'path' | 'query' | 'header';
  explode: boolean;
  deep: boolean;
}

/** How a call becomes a request. */
export interface OperationCall {
  method: string;
  path: string;
  placements: Placement[];
  /** Media type of the argument `body`; null where there is none. */
  body: 'application/json' | 'application/x-www-form-urlencoded' | 'text/plain' | null;
}

export interface Operation {
  /** `GET /pets/{id}`: how people choose it. */
  key: string;
  operationId: string;
  title: string;
  description: string;
  effect: Effect;
  parameters: JsonSchema;
  call: OperationCall;
}

/** One that cannot be a tool, and why. */
export interface Unusable {
  key: string;
  title: string;
  reason: string;
}

type Doc = Record<string, unknown>;
const record = (value: unknown): Doc => (typeof value === 'object' && value !== null ? (value as Doc) : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The operations of an OpenAPI 3.1 document, in its order. */
export function operationsOf(document: Doc): { operations: Operation[]; unusable: Unusable[] } {
  const operations: Operation[] = [];
  const unusable: Unusable[] = [];
  for (const [path, item] of Object.entries(record(document.paths))) {
    const shared = deref(document, item);
    for (const method of METHODS) {
      if (typeof shared[method] !== 'object' || shared[method] === null) continue;
      const key = `${method.toUpperCase()} ${path}`;
      const spec = record(shared[method]);
      const title = cleanText(text(spec.summary) || text(spec.operationId) || key, 120);
      try {
        operations.push(operationOf(document, { key, title, method, path, spec, shared }));
      } catch (error) {
        unusable.push({ key, title, reason: error instanceof Error ? error.message : String(error) });
      }
    }
  }
  return { operations, unusable };
}

interface Given {
  key: string;
  title: string;
  method: string;
  path: string;
  spec: Doc;
  shared: Doc;
}

function operationOf(document: Doc, { key, title, method, path, spec, shared }: Given): Operation {
  const properties: Record<string, unknown> = {};
  const required: string[] = [];
  const placements: Placement[] = [];
  for (const parameter of parametersOf(document, spec, shared)) {
    const placement = placementOf(parameter, properties);
    if (!placement) continue;
    placements.push(placement);
    const schema = record(parameter.schema);
    const description = text(parameter.description) || text(schema.description);
    properties[placement.argument] = { ...schema, ...(description ? { description } : {}) };
    if (parameter.required === true || placement.in === 'path') required.push(placement.argument);
  }
  const body = bodyOf(document, spec);
  if (body) {
    properties.body = body.schema;
    if (body.required) required.push('body');
  }
  const parameters = tameSchema(
    { type: 'object', properties, ...(required.length > 0 ? { required } : {}), additionalProperties: false },
    document,
  );
  const said = cleanText(text(spec.description) || text(spec.summary) || key, MAX_DESCRIPTION_LENGTH);
  return {
    ...{ key, title, parameters },
    operationId: text(spec.operationId),
    description: said,
    effect: CHANGELESS.has(method) ? 'read' : 'outside',
    call: { method: method.toUpperCase(), path, placements, body: body?.type ?? null },
  };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function deref(document: Doc, value: unknown): Doc {
  const { $ref } = record(value);
  return typeof $ref === 'string' ? record(resolvePointer(document, $ref)) : record(value);
}

/** Those of the path, replaced by those of the operation with the same name and place. */
function parametersOf(document: Doc, spec: Doc, shared: Doc): Doc[] {
  const all = [...list(shared.parameters), ...list(spec.parameters)].map((one) => deref(document, one));
  return [...new Map(all.map((one) => [`${one.in} ${one.name}`, one])).values()];
}

/** Cookies are left out: who calls is said by the authorization. */
function placementOf(parameter: Doc, taken: Doc): Placement | undefined {
  const { name, in: place, style } = parameter;
  if (typeof name !== 'string' || !(place === 'path' || place === 'query' || place === 'header'))
    return undefined;
  const argument = Object.hasOwn(taken, name) || name === 'body' ? `${place}_${name}` : name;
  return { argument, name, in: place, explode: parameter.explode !== false, deep: style === 'deepObject' };
}

const BODIES = ['application/json', 'application/x-www-form-urlencoded', 'text/plain'] as const;

function bodyOf(document: Doc, spec: Doc) {
  const body = deref(document, spec.requestBody);
  const content = record(body.content);
  const types = Object.keys(content);
  if (types.length === 0) return undefined;
  const bare = (type: string) => (type.split(';')[0] ?? '').trim().toLowerCase();
  for (const wanted of BODIES) {
    const found = types.find(
      (type) => bare(type) === wanted || (wanted === BODIES[0] && bare(type).endsWith('+json')),
    );
    if (found)
      return { type: wanted, schema: record(content[found]).schema ?? {}, required: body.required === true };
  }
  if (body.required !== true) return undefined;
  throw new TypeError(`its body is ${types.slice(0, 3).join(', ')}, which tools cannot send`);
}
