import type { Json } from './definition.ts';
import { compileExpression, type Scope } from './expression.ts';

const PLACEHOLDER = /\{\{(.+?)\}\}/gs;
/** The whole text is one placeholder: it gives the value itself, not its text. */
const WHOLE = /^\s*\{\{((?:(?!\}\}).)+)\}\}\s*$/s;

/** An expression in a template, and where: the keys and indices that lead to it. */
export interface Placeholder {
  expression: string;
  path: readonly (string | number)[];
  whole: boolean;
}

/** Fills `{{ expression }}` in all strings of a JSON value. Throws `expression_failed`. */
export function fill(template: Json, scope: Scope): unknown {
  if (typeof template === 'string') return fillText(template, scope);
  if (Array.isArray(template)) return template.map((item) => fill(item, scope));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, item]) => [key, fill(item, scope)]));
}

/** Like fill, for what has to be text: values that are no text stand as JSON. */
export function fillString(template: string, scope: Scope): string {
  return textOf(fillText(template, scope));
}

function fillText(template: string, scope: Scope): unknown {
  const whole = WHOLE.exec(template);
  if (whole) return compileExpression(whole[1]!.trim()).evaluate(scope);
  return template.replace(PLACEHOLDER, (_, source: string) =>
    textOf(compileExpression(source.trim()).evaluate(scope)),
  );
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? '' : JSON.stringify(value);
}

/** All placeholders of a template, in order. */
export function placeholders(template: Json, path: readonly (string | number)[] = []): Placeholder[] {
  if (typeof template === 'string') {
    const whole = WHOLE.test(template);
    return [...template.matchAll(PLACEHOLDER)].map((match) => ({
      expression: match[1]!.trim(),
      path,
      whole,
    }));
  }
  if (Array.isArray(template)) return template.flatMap((item, index) => placeholders(item, [...path, index]));
  if (typeof template !== 'object' || template === null) return [];
  return Object.entries(template).flatMap(([key, item]) => placeholders(item, [...path, key]));
}
