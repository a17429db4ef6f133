import type { Json, JsonSchema, Node } from './definition.ts';
import type { Catalogue } from './problem.ts';
import { schemaAt, type TypeSet, typeOfValue, typesOf } from './schema-type.ts';
import { placeholders } from './template.ts';

type Key = readonly (string | number)[];

/** A place of a node that takes a value: an expression, or a constant whose type is known already. */
export type Slot = { key: Key; wanted: TypeSet } & ({ expression: string } | { constant: TypeSet });

const BOOLEAN: TypeSet = new Set(['boolean']);
const LIST: TypeSet = new Set(['array']);
const TIME: TypeSet = new Set(['string', 'integer', 'number']);

/** All places of a node where something is evaluated or has to have a certain type. */
export function slotsOf(node: Node, catalogue: Catalogue): Slot[] {
  const slots = [...ownSlots(node, catalogue)];
  if (node.when !== undefined) slots.push({ key: ['when'], wanted: BOOLEAN, expression: node.when });
  if (node.cache) slots.push(...templateSlots(['cache', 'key'], node.cache.key));
  return slots;
}

function ownSlots(node: Node, catalogue: Catalogue): Slot[] {
  switch (node.type) {
    case 'agent':
      return [...templateSlots(['task'], node.task), ...templateSlots(['context'], node.context ?? null)];
    case 'tool':
      return argumentSlots('arguments', node.arguments, catalogue.tool?.(node.tool)?.arguments);
    case 'workflow':
      return argumentSlots('input', node.input, catalogue.workflow?.(node.workflow)?.input);
    case 'code':
      return argumentSlots('inputs', node.inputs, undefined);
    case 'knowledge':
      return templateSlots(['query'], node.query);
    case 'approval':
      return [
        ...templateSlots(['question'], node.question),
        ...templateSlots(['payload'], node.payload ?? null),
      ];
    case 'condition':
      return node.cases.map(({ when }, index) => ({
        key: ['cases', index, 'when'],
        wanted: BOOLEAN,
        expression: when,
      }));
    case 'map':
      return [{ key: ['over'], wanted: LIST, expression: node.over }];
    case 'loop':
      return [
        ...templateSlots(['state'], node.state),
        { key: ['until'], wanted: BOOLEAN, expression: node.until },
      ];
    case 'delay':
      return node.until === undefined ? [] : [{ key: ['until'], wanted: TIME, expression: node.until }];
    case 'value':
      return templateSlots(['value'], node.value);
    case 'wait':
    case 'join':
      return [];
  }
}

/** Placeholders of a template; only one that is the whole text has to fit the schema around it. */
export function templateSlots(key: Key, template: Json, schema?: JsonSchema): Slot[] {
  return placeholders(template).map(({ expression, path, whole }) => ({
    key: [...key, ...path],
    wanted: whole ? typesAt(schema, path) : null,
    expression,
  }));
}

function argumentSlots(key: string, given: Record<string, Json>, schema: JsonSchema | undefined): Slot[] {
  const constants = Object.entries(given).flatMap(([name, value]): Slot[] => {
    const isTemplate = typeof value === 'string' && placeholders(value).length > 0;
    if (isTemplate) return [];
    return [{ key: [key, name], wanted: typesAt(schema, [name]), constant: new Set([typeOfValue(value)]) }];
  });
  return [...constants, ...templateSlots([key], given, schema)];
}

function typesAt(schema: JsonSchema | undefined, path: Key): TypeSet {
  if (path.some((key) => typeof key === 'number')) return null;
  const found = schemaAt(schema, path as string[]);
  return found.kind === 'known' ? typesOf(found.schema) : null;
}
