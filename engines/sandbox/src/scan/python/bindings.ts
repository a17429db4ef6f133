// What a file gives to names: enough to tell a name that only ever stands for fixed text from one that may not.
import { field, type Syntax, walk } from '../syntax.ts';

/** `value` is undefined where it can't be read off: a parameter, a loop, a file that is opened. */
export type Binding = { scope: Syntax; value: Syntax | undefined };

const SCOPES = ['module', 'function_definition', 'lambda', 'class_definition'];
const TARGETS = ['pattern_list', 'tuple_pattern', 'list_pattern', 'list_splat_pattern', 'as_pattern_target'];
const BINDERS = [
  'parameters',
  'lambda_parameters',
  'typed_parameter',
  'default_parameter',
  'typed_default_parameter',
  'dictionary_splat_pattern',
  'for_statement',
  'for_in_clause',
  'named_expression',
  'global_statement',
  'nonlocal_statement',
  'delete_statement',
  'aliased_import',
  'import_from_statement',
  'case_pattern',
];

export function bindingsOf(root: Syntax): ReadonlyMap<string, Binding[]> {
  const bindings = new Map<string, Binding[]>();
  for (const node of walk(root)) {
    if (node.type !== 'identifier') continue;
    const value = boundValue(node);
    if (value === null) continue;
    const known = bindings.get(node.text) ?? [];
    known.push({ scope: scopeOf(node), value });
    bindings.set(node.text, known);
  }
  return bindings;
}

/** Null where the name is only used. */
function boundValue(node: Syntax): Syntax | undefined | null {
  const parent = node.parent;
  if (!parent) return null;
  if (parent.type === 'assignment' || parent.type === 'augmented_assignment')
    return field(parent, 'left') === node ? field(parent, 'right') : null;
  if (TARGETS.includes(parent.type)) return partFor(node, parent);
  if (!BINDERS.includes(parent.type)) return null;
  const isSource = node.field === 'right' || node.field === 'value';
  return isSource ? null : undefined;
}

/** The part of `a, b = 1, 2` that goes to a. */
function partFor(node: Syntax, targets: Syntax): Syntax | undefined {
  const right = targets.parent?.type === 'assignment' ? field(targets.parent, 'right') : undefined;
  const isPaired =
    (right?.type === 'tuple' || right?.type === 'expression_list') &&
    right.children.length === targets.children.length;
  return isPaired ? right.children[targets.children.indexOf(node)] : undefined;
}

export function scopeOf(node: Syntax): Syntax {
  let scope = node;
  while (scope.parent && (scope === node || !SCOPES.includes(scope.type))) scope = scope.parent;
  return scope;
}
