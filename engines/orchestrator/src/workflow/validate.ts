import { checkGraph } from './check-graph.ts';
import { checkReferences } from './check-references.ts';
import { type Definition, definitionSchema } from './definition.ts';
import { everyNode } from './graph.ts';
import { MAX_DEFINITION_BYTES, MAX_NODES, MAX_PROBLEMS } from './limits.ts';
import type { Catalogue, Problem } from './problem.ts';

export type Validation = { ok: true; definition: Definition } | { ok: false; problems: Problem[] };

/** Every problem at once, with its place. `source` is parsed JSON or YAML. */
export function validate(source: unknown, catalogue: Catalogue = {}): Validation {
  if (byteLength(source) > MAX_DEFINITION_BYTES) {
    const message = `Cannot read workflow: it has more than ${MAX_DEFINITION_BYTES} bytes`;
    return { ok: false, problems: [{ code: 'definition_too_large', path: [], message }] };
  }
  const parsed = definitionSchema.safeParse(source);
  if (!parsed.success) return { ok: false, problems: formProblems(parsed.error.issues) };
  const definition = parsed.data;
  const problems = [
    ...sizeProblems(definition),
    ...checkGraph(definition),
    ...checkReferences(definition, catalogue),
  ];
  return problems.length === 0
    ? { ok: true, definition }
    : { ok: false, problems: problems.slice(0, MAX_PROBLEMS) };
}

type Issue = { path: PropertyKey[]; message: string; code?: string };

function formProblems(issues: readonly Issue[]): Problem[] {
  return issues.slice(0, MAX_PROBLEMS).map(({ path, message }) => ({
    code: 'definition_invalid',
    path: path.map((key) => (typeof key === 'symbol' ? String(key) : key)),
    message: `Cannot read workflow: ${message}`,
  }));
}

function sizeProblems(definition: Definition): Problem[] {
  const count = [...everyNode(definition)].length;
  if (count <= MAX_NODES) return [];
  const message = `Cannot run workflow: it has ${count} nodes, limit is ${MAX_NODES}`;
  return [{ code: 'definition_too_large', path: ['nodes'], message }];
}

function byteLength(source: unknown): number {
  return new TextEncoder().encode(JSON.stringify(source) ?? '').length;
}
