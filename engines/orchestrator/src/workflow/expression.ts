import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { OrchestratorError } from '../lib/errors.ts';
import { MAX_EXPRESSION_LENGTH, MAX_EXPRESSION_NODES } from './limits.ts';

/** What an expression may see. `item`, `index` and `state` only inside of a map or loop. */
export interface Scope {
  input: unknown;
  nodes: Record<string, unknown>;
  errors: Record<string, unknown>;
  item?: unknown;
  index?: number;
  state?: unknown;
}

export const SCOPE_NAMES = ['input', 'nodes', 'errors', 'item', 'index', 'state'] as const;
export type ScopeName = (typeof SCOPE_NAMES)[number];

/** A path that an expression reads, such as nodes.search.passages: `['nodes', 'search', 'passages']`. */
export type Reference = readonly [ScopeName, ...string[]];

export interface Expression {
  evaluate(scope: Scope): unknown;
  references: readonly Reference[];
  /** The path itself if the expression is nothing else. */
  path: Reference | null;
  /** JSON Schema type of what it gives, or null if that is only known when it runs. */
  type: string | null;
}

/** Source: Common Expression Language (github.com/google/cel-spec), which always ends and reaches nothing outside. */
const environment = createEnvironment();

/** A regular expression of a stranger could keep the process busy for ever. */
const REFUSED_CALLS = new Set(['matches']);
/** One inside of another would make the work grow with the square of the data. */
const COMPREHENSIONS = new Set(['map', 'filter', 'all', 'exists', 'exists_one']);
const JSON_TYPES: Record<string, string> = {
  bool: 'boolean',
  string: 'string',
  int: 'integer',
  double: 'number',
  null_type: 'null',
};
const CACHE_SIZE = 2_000;
const compiled = new Map<string, Expression>();

/** Parses an expression and checks what can be known before it runs. Throws `expression_invalid`. */
export function compileExpression(source: string): Expression {
  const known = compiled.get(source);
  if (known) return known;
  const expression = compile(source);
  if (compiled.size >= CACHE_SIZE) compiled.delete(compiled.keys().next().value!);
  compiled.set(source, expression);
  return expression;
}

function compile(source: string): Expression {
  if (source.length > MAX_EXPRESSION_LENGTH) {
    throw invalid(source, `it has ${source.length} characters, limit is ${MAX_EXPRESSION_LENGTH}`);
  }
  try {
    const program = environment.parse(source);
    const checked = program.check();
    if (!checked.valid) throw checked.error ?? invalid(source, 'its types do not fit');
    const references: Reference[] = [];
    const refuse = (why: string) => invalid(source, why);
    walk(program.ast, { references, bound: new Set(), inside: false, refuse });
    return {
      evaluate: (scope) => evaluate(source, program, scope),
      references,
      path: pathOf(program.ast, new Set()),
      type: typeOf(String(checked.type ?? 'dyn')),
    };
  } catch (error) {
    throw error instanceof OrchestratorError ? error : invalid(source, reason(error));
  }
}

function evaluate(source: string, program: (context: object) => unknown, scope: Scope): unknown {
  const refuse = (why: string) => failed(source, why);
  return toJson(run(source, program, scope), refuse);
}

function run(source: string, program: (context: object) => unknown, scope: Scope): unknown {
  try {
    return program({ ...scope, index: BigInt(scope.index ?? 0) });
  } catch (error) {
    throw failed(source, reason(error), error);
  }
}

/** True and nothing like it: a condition that gives text is a mistake that has to be seen. */
export function evaluateCondition(source: string, scope: Scope): boolean {
  const result = compileExpression(source).evaluate(scope);
  if (typeof result === 'boolean') return result;
  throw failed(source, `it gives ${kindOf(result)}, true or false is needed`);
}

/** The error that tells why this expression is no good. */
type Refuse = (why: string) => OrchestratorError;

interface Walk {
  references: Reference[];
  /** Variables of the comprehensions around. */
  bound: ReadonlySet<string>;
  inside: boolean;
  refuse: Refuse;
}

function walk(ast: ASTNode, at: Walk): void {
  const path = pathOf(ast, at.bound);
  if (path) {
    at.references.push(path);
    return;
  }
  if (ast.op === 'rcall') {
    const [name, receiver, args] = ast.args as [string, ASTNode, ASTNode[]];
    checkCall(name, at);
    walk(receiver, at);
    const within = COMPREHENSIONS.has(name) ? { ...at, inside: true, bound: bind(at.bound, args[0]) } : at;
    for (const arg of args) walk(arg, within);
    return;
  }
  if (ast.op === 'call') checkCall((ast.args as [string, ASTNode[]])[0], at);
  for (const child of childrenOf(ast.args)) walk(child, at);
}

function checkCall(name: string, { inside, refuse }: Walk): void {
  if (REFUSED_CALLS.has(name)) throw refuse(`${name} is not available, use contains or startsWith`);
  if (inside && COMPREHENSIONS.has(name)) throw refuse(`${name} inside of another list macro is not allowed`);
}

function bind(bound: ReadonlySet<string>, variable: ASTNode | undefined): ReadonlySet<string> {
  return variable?.op === 'id' ? new Set([...bound, variable.args as string]) : bound;
}

function childrenOf(args: unknown): ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(childrenOf);
  const isNode = typeof args === 'object' && args !== null && 'op' in args;
  return isNode ? [args as ASTNode] : [];
}

/** `nodes.a.b`, `nodes["a"].?b` and the like; null for anything that is more than a path. */
function pathOf(ast: ASTNode, bound: ReadonlySet<string>): Reference | null {
  if (ast.op === 'id') {
    const name = ast.args as string;
    if (bound.has(name)) return null;
    return (SCOPE_NAMES as readonly string[]).includes(name) ? [name as ScopeName] : null;
  }
  if (!['.', '.?', '[]', '[?]'].includes(ast.op)) return null;
  const [target, key] = ast.args as [ASTNode, ASTNode | string];
  const name =
    typeof key === 'string' ? key : key.op === 'value' && typeof key.args === 'string' ? key.args : null;
  const before = pathOf(target, bound);
  return before && name !== null ? [...before, name] : null;
}

function typeOf(celType: string): string | null {
  if (celType.startsWith('list')) return 'array';
  if (celType.startsWith('map')) return 'object';
  return JSON_TYPES[celType] ?? null;
}

/** What CEL gives as JSON: whole numbers, times and lists as JSON has them. Throws on what JSON lacks. */
function toJson(value: unknown, refuse: Refuse): unknown {
  switch (typeof value) {
    case 'bigint': {
      const number = Number(value);
      if (Number.isSafeInteger(number)) return number;
      throw refuse(`${value} is too large for a JSON number`);
    }
    case 'number':
      if (Number.isFinite(value)) return value;
      throw refuse(`${value} is no JSON number`);
    case 'object':
      return objectToJson(value, refuse);
    case 'string':
    case 'boolean':
      return value;
    default:
      return null;
  }
}

function objectToJson(value: object | null, refuse: Refuse): unknown {
  if (value === null) return null;
  if (Array.isArray(value)) return value.map((item) => toJson(item, refuse));
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Map) return toJson(Object.fromEntries(value), refuse);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw refuse('the result is no JSON');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item, refuse)]));
}

export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function createEnvironment(): Environment {
  const created = new Environment({
    unlistedVariablesAreDyn: false,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: { maxAstNodes: MAX_EXPRESSION_NODES, maxDepth: 50 },
  });
  for (const name of SCOPE_NAMES) created.registerVariable(name, name === 'index' ? 'int' : 'dyn');
  registerMixedArithmetic(created);
  return created;
}

/** Numbers of JSON arrive as doubles, literals are ints: `input.n + 1` works like in other languages. */
function registerMixedArithmetic(target: Environment): void {
  const operations: [string, (left: number, right: number) => number][] = [
    ['+', (left, right) => left + right],
    ['-', (left, right) => left - right],
    ['*', (left, right) => left * right],
    ['/', (left, right) => left / right],
    ['%', (left, right) => left % right],
  ];
  const mixed = [
    ['int', 'double'],
    ['double', 'int'],
  ];
  for (const [operator, apply] of operations) {
    // CEL has a remainder of whole numbers only.
    const pairs = operator === '%' ? [...mixed, ['double', 'double']] : mixed;
    for (const [left, right] of pairs) {
      const signature = `${left} ${operator} ${right}`;
      target.registerOperator(signature, (a: unknown, b: unknown) => apply(Number(a), Number(b)));
    }
  }
}

function invalid(source: string, why: string): OrchestratorError {
  return new OrchestratorError('expression_invalid', `Cannot read expression ${shown(source)}: ${why}`);
}

function failed(source: string, why: string, cause?: unknown): OrchestratorError {
  return new OrchestratorError('expression_failed', `Cannot evaluate ${shown(source)}: ${why}`, { cause });
}

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0]!.trim();
}

function shown(source: string): string {
  return source.length > 80 ? `${source.slice(0, 77)}...` : source;
}
