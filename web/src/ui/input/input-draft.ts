import { isObject, isTexts } from '../../lib/json-value.ts';
import {
  type FieldValue,
  type FieldValues,
  type Filled,
  fillInput,
  type InputField,
  initialValues,
  inputFields,
} from './input-fields.ts';

/** The input of a run while it is written: field by field, or as JSON. */
export interface InputDraft {
  fields: readonly InputField[];
  values: FieldValues;
  /** What no field stands for; it is kept. */
  rest: Record<string, unknown>;
  /** The text while it is written as JSON, else null. */
  json: string | null;
}

/** The name under which a fault of the JSON as a whole is told. */
export const WHOLE = '';

export function draftInput(schema: unknown, given?: Record<string, unknown>): InputDraft {
  const fields = inputFields(schema);
  const draft = { fields, values: initialValues(fields), rest: {}, json: null };
  return given ? withInput(draft, given) : draft;
}

/** The fields filled with an input. One that a field can't show becomes JSON. */
function withInput(draft: InputDraft, input: Record<string, unknown>): InputDraft {
  const names = new Set(draft.fields.map(({ name }) => name));
  const rest = Object.fromEntries(Object.entries(input).filter(([name]) => !names.has(name)));
  const values: FieldValues = {};
  for (const field of draft.fields) {
    const value = shownValue(field, input[field.name]);
    if (value === null) return { ...draft, json: JSON.stringify(input, null, 2) };
    values[field.name] = value;
  }
  return { ...draft, values, rest, json: null };
}

/** What a field shows of a value; null where it can't. */
function shownValue({ kind, choices }: InputField, value: unknown): FieldValue | null {
  if (kind === 'json') return value === undefined ? '' : JSON.stringify(value, null, 2);
  if (kind === 'switch') return value === undefined ? false : typeof value === 'boolean' ? value : null;
  if (kind === 'texts') return value === undefined ? [] : isTexts(value) ? value : null;
  if (value === undefined) return '';
  if (kind === 'number') return typeof value === 'number' ? value : null;
  if (typeof value !== 'string') return null;
  return kind === 'choice' && !choices.includes(value) ? null : value;
}

export function readInput({ fields, values, rest, json }: InputDraft): Filled {
  if (json !== null) {
    const read = readObject(json);
    return read ? { ok: true, input: read } : { ok: false, faults: { [WHOLE]: 'not_json' } };
  }
  const filled = fillInput(fields, values);
  return filled.ok ? { ok: true, input: { ...rest, ...filled.input } } : filled;
}

function readObject(text: string): Record<string, unknown> | null {
  try {
    const read: unknown = JSON.parse(text.trim() === '' ? '{}' : text);
    return isObject(read) && !Array.isArray(read) ? read : null;
  } catch {
    return null;
  }
}

/** Goes on as JSON, with what the fields hold so far. */
export function asJson(draft: InputDraft): InputDraft {
  if (draft.json !== null) return draft;
  const good = draft.fields.filter((field) => fillInput([field], draft.values).ok);
  const filled = fillInput(good, draft.values);
  const input = { ...draft.rest, ...(filled.ok ? filled.input : {}) };
  return { ...draft, json: JSON.stringify(input, null, 2) };
}

/** Goes on field by field; stays JSON where that can't be read or shown. */
export function asFields(draft: InputDraft): InputDraft {
  if (draft.json === null) return draft;
  const read = readObject(draft.json);
  return read ? withInput(draft, read) : draft;
}
