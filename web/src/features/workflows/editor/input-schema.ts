import { isObject, isTexts } from '../../../lib/json-value.ts';

export const INPUT_KINDS = ['text', 'long', 'number', 'switch', 'texts', 'json'] as const;
export type InputKind = (typeof INPUT_KINDS)[number];

/** One property of the input, as far as the form edits it; `rest` is what else its schema says. */
export interface InputRow {
  name: string;
  title: string;
  kind: InputKind;
  isNeeded: boolean;
  rest: Record<string, unknown>;
}

const SCHEMAS: Record<InputKind, Record<string, unknown>> = {
  text: { type: 'string' },
  long: { type: 'string', format: 'textarea' },
  number: { type: 'number' },
  switch: { type: 'boolean' },
  texts: { type: 'array', items: { type: 'string' } },
  json: {},
};

export function rowsOf(schema: unknown): InputRow[] {
  const properties = isObject(schema) && isObject(schema['properties']) ? schema['properties'] : {};
  const needed = isObject(schema) && isTexts(schema['required']) ? schema['required'] : [];
  return Object.entries(properties).map(([name, given]) => {
    const { title, type, format, items, ...rest } = isObject(given) ? given : {};
    return {
      name,
      title: typeof title === 'string' ? title : '',
      kind: kindOf(type, format, items),
      isNeeded: needed.includes(name),
      rest: type === 'integer' || (type === 'array' && !isStrings(items)) ? { ...rest, type, items } : rest,
    };
  });
}

function kindOf(type: unknown, format: unknown, items: unknown): InputKind {
  if (type === 'string') return format === 'textarea' ? 'long' : 'text';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'boolean') return 'switch';
  return type === 'array' && isStrings(items) ? 'texts' : 'json';
}

const isStrings = (items: unknown): boolean => isObject(items) && items['type'] === 'string';

/** The schema with these rows; what else it says stays. */
export function schemaOf(before: unknown, rows: readonly InputRow[]): Record<string, unknown> {
  const { required: _, ...rest } = isObject(before) ? before : {};
  const property = ({ title, kind, rest: more }: InputRow) =>
    JSON.parse(JSON.stringify({ ...SCHEMAS[kind], ...(title ? { title } : {}), ...more }));
  const needed = rows.filter(({ isNeeded }) => isNeeded).map(({ name }) => name);
  return {
    ...rest,
    type: 'object',
    properties: Object.fromEntries(rows.map((row) => [row.name, property(row)])),
    ...(needed.length > 0 ? { required: needed } : {}),
  };
}
