import { isObject } from '../../../lib/json-value.ts';

type Path = readonly [string, ...string[]];

export function valueAt(record: Record<string, unknown>, path: Path): unknown {
  let value: unknown = record;
  for (const key of path) value = isObject(value) ? value[key] : undefined;
  return value;
}

/** The change of the record's first key that sets a value; an object that is left empty goes away. */
export function changeAt(
  record: Record<string, unknown>,
  [first, ...rest]: Path,
  value: unknown,
): Record<string, unknown> {
  const [next, ...below] = rest;
  if (next === undefined) return { [first]: value };
  const inner = isObject(record[first]) ? record[first] : {};
  const merged = { ...inner, ...changeAt(inner, [next, ...below], value) };
  const kept = Object.fromEntries(Object.entries(merged).filter(([, item]) => item !== undefined));
  return { [first]: Object.keys(kept).length === 0 ? undefined : kept };
}

/** JSON as people write it: what is no JSON is a text, so that a template needs no quotes. */
export function readJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The text that reads back as the value. */
export function writeJson(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string' && readJson(value) === value) return value;
  return JSON.stringify(value, null, 2);
}

export const UNITS = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000, d: 86_400_000 } as const;
export type Unit = keyof typeof UNITS;

/** The largest unit in which the time is a whole number. */
export function unitOf(ms: number): Unit {
  const order: Unit[] = ['d', 'h', 'min', 's'];
  return order.find((unit) => ms > 0 && ms % UNITS[unit] === 0) ?? 'ms';
}
