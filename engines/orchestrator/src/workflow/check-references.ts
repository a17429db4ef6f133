import { OrchestratorError } from '../lib/errors.ts';
import { type Definition, type Graph, isCacheable, type JsonSchema, type Node } from './definition.ts';
import { compileExpression, type Expression, type Reference } from './expression.ts';
import { ancestors, compensators } from './graph.ts';
import { outputSchema } from './outputs.ts';
import { type Catalogue, type Problem, type ProblemCode, problemAt } from './problem.ts';
import { describeTypes, mayFit, schemaAt, type TypeSet, typesOf } from './schema-type.ts';
import { type Slot, slotsOf, templateSlots } from './slots.ts';

/** What can be read at one place: the names in scope and their schemas. */
interface Sight {
  input: JsonSchema;
  /** Results of nodes that have ended when this is read. */
  nodes: ReadonlyMap<string, JsonSchema | undefined>;
  /** All ids of the graphs around, to tell "too early" from "unknown". */
  known: ReadonlySet<string>;
  inside: ReadonlySet<'item' | 'index' | 'state'>;
}

interface Place {
  path: readonly (string | number)[];
  around: readonly string[];
}

/** Every expression: can it be read, does what it reads exist by then, and does what it gives fit. */
export function checkReferences(definition: Definition, catalogue: Catalogue): Problem[] {
  const sight: Sight = { input: definition.input, nodes: new Map(), known: new Set(), inside: new Set() };
  return check(definition, sight, { path: [], around: [] }, catalogue);
}

function check(graph: Graph, outer: Sight, place: Place, catalogue: Catalogue): Problem[] {
  const before = ancestors(graph.nodes);
  const undoing = compensators(graph.nodes);
  const schemas = new Map(graph.nodes.map((node) => [node.id, outputSchema(node, catalogue)]));
  const known = new Set([...outer.known, ...schemas.keys()]);
  const seeing = (ids: Iterable<string>): Sight => ({
    ...outer,
    known,
    nodes: new Map([...outer.nodes, ...[...ids].map((id) => [id, schemas.get(id)] as const)]),
  });
  const problems = graph.nodes.flatMap((node, index) => {
    const at: Place = { path: [...place.path, 'nodes', index], around: [...place.around, node.id] };
    const visible = undoing.has(node.id) ? schemas.keys() : (before.get(node.id) ?? []);
    return checkNode(node, seeing(visible), at, catalogue);
  });
  if (graph.output === undefined) return problems;
  const all = seeing(schemas.keys());
  return [
    ...problems,
    ...templateSlots(['output'], graph.output).flatMap((slot) => checkSlot(slot, all, place)),
  ];
}

function checkNode(node: Node, sight: Sight, at: Place, catalogue: Catalogue): Problem[] {
  const problems = [
    ...checkNamed(node, at, catalogue),
    ...checkCache(node, at, catalogue),
    ...checkResources(node, at, catalogue),
    ...slotsOf(node, catalogue).flatMap((slot) => checkSlot(slot, insight(node, slot, sight), at)),
  ];
  if (node.type === 'map')
    problems.push(
      ...check(node.do, nested(sight, ['item', 'index']), { ...at, path: [...at.path, 'do'] }, catalogue),
    );
  if (node.type === 'loop')
    problems.push(
      ...check(node.do, nested(sight, ['state', 'index']), { ...at, path: [...at.path, 'do'] }, catalogue),
    );
  return problems;
}

function nested(sight: Sight, names: ('item' | 'index' | 'state')[]): Sight {
  return { ...sight, inside: new Set([...sight.inside, ...names]) };
}

/** `until` of a loop is read inside of it. */
function insight(node: Node, slot: Slot, sight: Sight): Sight {
  return node.type === 'loop' && slot.key[0] === 'until' ? nested(sight, ['state', 'index']) : sight;
}

function checkCache(node: Node, at: Place, catalogue: Catalogue): Problem[] {
  if (!node.cache) return [];
  const hasEffect = node.type === 'tool' && catalogue.tool?.(node.tool)?.hasEffect === true;
  if (isCacheable(node) && !hasEffect) return [];
  const why = hasEffect ? 'its tool changes something' : `it is of type ${node.type}`;
  const message = `Cannot use a result of ${node.id} again: ${why}`;
  return [problemAt('cache_refused', [...at.path, 'cache'], message, at.around)];
}

function checkResources({ id, resources }: Node, at: Place, { capacity = {} }: Catalogue): Problem[] {
  return Object.entries(resources ?? {}).flatMap(([name, wanted]) => {
    const there = capacity[name as keyof typeof capacity];
    if (there === undefined || wanted === undefined || wanted <= there) return [];
    const message = `Cannot ever begin ${id}: it asks for ${wanted} ${name}, there is ${there}`;
    return [problemAt('resources_unmet', [...at.path, 'resources', name], message, at.around)];
  });
}

function checkNamed(node: Node, at: Place, catalogue: Catalogue): Problem[] {
  if (node.type === 'agent' && node.agent !== 'auto' && catalogue.agent?.(node.agent) === false) {
    return [
      problemAt(
        'agent_unknown',
        [...at.path, 'agent'],
        `Cannot use agent ${node.agent} in ${node.id}: there is none of this id`,
        at.around,
      ),
    ];
  }
  if (node.type === 'tool' && catalogue.tool && !catalogue.tool(node.tool)) {
    return [
      problemAt(
        'tool_unknown',
        [...at.path, 'tool'],
        `Cannot use tool ${node.tool} in ${node.id}: there is none of this name`,
        at.around,
      ),
    ];
  }
  if (node.type === 'workflow' && catalogue.workflow && !catalogue.workflow(node.workflow)) {
    return [
      problemAt(
        'workflow_unknown',
        [...at.path, 'workflow'],
        `Cannot run ${node.workflow} in ${node.id}: there is no such workflow`,
        at.around,
      ),
    ];
  }
  return [...missingInputs(node, catalogue)].map((name) => {
    const key = node.type === 'tool' ? 'arguments' : 'input';
    return problemAt(
      'input_missing',
      [...at.path, key],
      `Cannot begin ${node.id}: ${name} is needed and has no value`,
      at.around,
    );
  });
}

function missingInputs(node: Node, catalogue: Catalogue): string[] {
  const [given, schema] =
    node.type === 'tool'
      ? [node.arguments, catalogue.tool?.(node.tool)?.arguments]
      : node.type === 'workflow'
        ? [node.input, catalogue.workflow?.(node.workflow)?.input]
        : [{}, undefined];
  const required = Array.isArray(schema?.required) ? (schema.required as string[]) : [];
  return required.filter((name) => !(name in given));
}

function checkSlot(slot: Slot, sight: Sight, at: Place): Problem[] {
  const path = [...at.path, ...slot.key];
  if ('constant' in slot) return fitting(slot.constant, slot.wanted, path, at);
  let expression: Expression;
  try {
    expression = compileExpression(slot.expression);
  } catch (error) {
    const message = error instanceof OrchestratorError ? error.message : String(error);
    return [problemAt('expression_invalid', path, message, at.around)];
  }
  const unreadable = expression.references.flatMap((reference) => checkReference(reference, sight, path, at));
  return unreadable.length > 0 ? unreadable : fitting(typesGiven(expression, sight), slot.wanted, path, at);
}

function fitting(actual: TypeSet, wanted: TypeSet, path: (string | number)[], at: Place): Problem[] {
  if (mayFit(actual, wanted)) return [];
  const message = `Cannot use ${describeTypes(actual)} here: ${describeTypes(wanted)} is needed`;
  return [problemAt('type_mismatch', path, message, at.around)];
}

function checkReference(
  [name, ...rest]: Reference,
  sight: Sight,
  path: (string | number)[],
  at: Place,
): Problem[] {
  const problem = (code: ProblemCode, message: string) => [problemAt(code, path, message, at.around)];
  const [first] = rest;
  switch (name) {
    case 'input': {
      const found = schemaAt(closed(sight.input), rest);
      return found.kind === 'missing'
        ? problem(
            'input_unknown',
            `Cannot read ${['input', ...rest].join('.')}: the input has no ${found.at}`,
          )
        : [];
    }
    case 'nodes':
    case 'errors':
      if (first === undefined) return [];
      if (!sight.known.has(first))
        return problem('node_unknown', `Cannot read ${name}.${first}: there is no such node`);
      if (!sight.nodes.has(first))
        return problem('reference_too_early', `Cannot read ${name}.${first}: it does not come before this`);
      return name === 'nodes' ? checkOutput(first, rest.slice(1), sight, problem) : [];
    default:
      return sight.inside.has(name)
        ? []
        : problem('scope_unknown', `Cannot read ${name}: it is there only inside of a map or loop`);
  }
}

function checkOutput(
  id: string,
  rest: string[],
  sight: Sight,
  problem: (code: ProblemCode, message: string) => Problem[],
): Problem[] {
  const found = schemaAt(sight.nodes.get(id), rest);
  if (found.kind !== 'missing') return [];
  return problem(
    'output_unknown',
    `Cannot read ${['nodes', id, ...rest].join('.')}: the result of ${id} has no ${found.at}`,
  );
}

/** An input that names its properties has no others, unless it says so. */
function closed(schema: JsonSchema): JsonSchema {
  return { additionalProperties: false, ...schema };
}

function typesGiven({ path, type }: Expression, sight: Sight): TypeSet {
  if (type !== null) return new Set([type]);
  if (path?.[0] === 'input') return typesAt(sight.input, path.slice(1));
  if (path?.[0] === 'nodes' && path[1] !== undefined) return typesAt(sight.nodes.get(path[1]), path.slice(2));
  return null;
}

function typesAt(schema: JsonSchema | undefined, path: readonly string[]): TypeSet {
  const found = schemaAt(schema, path);
  return found.kind === 'known' ? typesOf(found.schema) : null;
}
