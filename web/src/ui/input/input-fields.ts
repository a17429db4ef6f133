import { isObject, isTexts } from '../../lib/json-value.ts';

export type FieldKind = 'text' | 'long' | 'number' | 'switch' | 'choice' | 'texts' | 'json';

/** One field of a form that asks for what a JSON Schema describes. */
export interface InputField {
  name: string;
  kind: FieldKind;
  title: string;
  about: string | null;
  isNeeded: boolean;
  choices: string[];
  bounds: { min?: number; max?: number; isWhole: boolean };
  initial: FieldValue;
}
export type FieldValue = string | number | boolean | string[];
export type FieldValues = Record<string, FieldValue>;

const LONG_FROM = 60;

/** The fields for the properties of an object schema, those that are needed first as the schema has them. */
export function inputFields(schema: unknown): InputField[] {
  const properties = isObject(schema) && isObject(schema['properties']) ? schema['properties'] : {};
  const needed = isObject(schema) && isTexts(schema['required']) ? schema['required'] : [];
  return Object.entries(properties).map(([name, property]) =>
    fieldOf(name, isObject(property) ? property : {}, needed.includes(name)),
  );
}

function fieldOf(name: string, property: Record<string, unknown>, isNeeded: boolean): InputField {
  const kind = kindOf(property);
  const number = (key: string) => (typeof property[key] === 'number' ? property[key] : undefined);
  const [min, max] = [number('minimum'), number('maximum')];
  return {
    name,
    kind,
    title: typeof property['title'] === 'string' ? property['title'] : name,
    about: typeof property['description'] === 'string' ? property['description'] : null,
    isNeeded,
    choices: isTexts(property['enum']) ? property['enum'] : [],
    bounds: {
      ...(min === undefined ? {} : { min }),
      ...(max === undefined ? {} : { max }),
      isWhole: property['type'] === 'integer',
    },
    initial: initialOf(kind, property['default']),
  };
}

function kindOf(property: Record<string, unknown>): FieldKind {
  const { type, items, enum: choices } = property as { type?: unknown; items?: unknown; enum?: unknown };
  if (isTexts(choices) && choices.length > 0) return 'choice';
  if (type === 'boolean') return 'switch';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'array' && isObject(items) && items['type'] === 'string') return 'texts';
  if (type !== 'string') return 'json';
  const preset = typeof property['default'] === 'string' ? property['default'] : '';
  return preset.includes('\n') || preset.length > LONG_FROM || property['format'] === 'textarea'
    ? 'long'
    : 'text';
}

function initialOf(kind: FieldKind, preset: unknown): FieldValue {
  if (kind === 'switch') return preset === true;
  if (kind === 'texts') return isTexts(preset) ? preset : [];
  if (kind === 'number') return typeof preset === 'number' ? preset : '';
  if (kind === 'json') return preset === undefined ? '' : JSON.stringify(preset, null, 2);
  return typeof preset === 'string' ? preset : '';
}

export const initialValues = (fields: readonly InputField[]): FieldValues =>
  Object.fromEntries(fields.map(({ name, initial }) => [name, initial]));

export type Filled =
  | { ok: true; input: Record<string, unknown> }
  | { ok: false; faults: Record<string, 'needed' | 'not_json' | 'not_whole' | 'out_of_bounds'> };
type Fault = Extract<Filled, { ok: false }>['faults'][string];

/** The input that a filled form stands for. What was left empty and is not needed is left out. */
export function fillInput(fields: readonly InputField[], values: FieldValues): Filled {
  const input: Record<string, unknown> = {};
  const faults: Record<string, Fault> = {};
  for (const field of fields) {
    const value = values[field.name] ?? '';
    const isEmpty = value === '' || (Array.isArray(value) && value.length === 0 && !field.isNeeded);
    if (isEmpty && field.isNeeded) faults[field.name] = 'needed';
    if (isEmpty) continue;
    const read = readField(field, value);
    if ('fault' in read) faults[field.name] = read.fault;
    else input[field.name] = read.value;
  }
  return Object.keys(faults).length > 0 ? { ok: false, faults } : { ok: true, input };
}

function readField({ kind, bounds }: InputField, value: FieldValue): { value: unknown } | { fault: Fault } {
  if (kind === 'number') {
    const number = Number(value);
    if (Number.isNaN(number) || (bounds.isWhole && !Number.isInteger(number))) return { fault: 'not_whole' };
    if (number < (bounds.min ?? -Infinity) || number > (bounds.max ?? Infinity))
      return { fault: 'out_of_bounds' };
    return { value: number };
  }
  if (kind !== 'json') return { value };
  try {
    return { value: JSON.parse(String(value)) };
  } catch {
    return { fault: 'not_json' };
  }
}
