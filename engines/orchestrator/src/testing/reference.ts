import type { Definition, Graph, Node } from '../workflow/definition.ts';
import { compileExpression, evaluateCondition, type Scope } from '../workflow/expression.ts';
import { edgesOf, topologicalOrder } from '../workflow/graph.ts';
import { fill } from '../workflow/template.ts';

/** What a definition has to give: an output, or a failure with one of these codes. */
export type Expected = { kind: 'done'; output: unknown } | { kind: 'failed'; codes: ReadonlySet<string> };

/** How the world answers, whenever it is asked. */
export interface World {
  /** The try with this number of a tool or an agent: a result, or the code of its failure. */
  work(name: string, attempt: number): { result: unknown } | { code: string };
  /** The signal that a wait gets, or null for none in time. */
  signal(signals: readonly string[]): { name: string; payload: unknown } | null;
  /** What people say to a question. */
  decide(question: string): Decision;
  workflow(name: string): Definition;
}

export type Decision = 'approved' | 'rejected' | 'expired';

interface Ended {
  ports: string[];
  output: unknown;
  code?: string;
}

/**
 * The oracle: goes through a graph once, node after node in topological order, without time, steps or processes.
 * Meant to be obviously right, for definitions whose result does not rest on what is quicker.
 */
export function referenceRun(definition: Definition, input: Record<string, unknown>, world: World): Expected {
  return runGraph(definition, { input, nodes: {}, errors: {} }, world);
}

function runGraph(graph: Graph, outer: Scope, world: World): Expected {
  const scope: Scope = { ...outer, nodes: { ...outer.nodes }, errors: { ...outer.errors } };
  const ended = new Map<string, Ended>();
  const codes = new Set<string>();
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  for (const { id } of graph.nodes) Object.assign(scope.nodes, { [id]: null });
  for (const id of topologicalOrder(graph.nodes)) {
    const node = byId.get(id)!;
    const end = begins(node, ended) ? endOf(node, graph, scope, world) : { ports: [], output: null };
    ended.set(id, end);
    scope.nodes[id] = end.output;
    if (end.code !== undefined) for (const code of end.code.split(' ')) codes.add(code);
  }
  if (codes.size > 0) return { kind: 'failed', codes };
  return { kind: 'done', output: fill(graph.output!, scope) };
}

function begins(node: Node, ended: ReadonlyMap<string, Ended>): boolean {
  const edges = edgesOf([node]);
  const taken = edges.filter(({ from, port }) => ended.get(from)!.ports.includes(port)).length;
  if (edges.length === 0) return true;
  if (node.join === 'all') return taken > 0;
  return taken >= (node.join === 'any' ? 1 : node.join);
}

/** `code` is set where nothing handles a failure; several codes stand with spaces between. */
function endOf(node: Node, graph: Graph, scope: Scope, world: World): Ended {
  if (node.when !== undefined && !evaluateCondition(node.when, scope))
    return { ports: ['done'], output: null };
  const result = perform(node, scope, world);
  if ('ports' in result) return result;
  const hasBranch = edgesOf(graph.nodes).some(({ from, port }) => from === node.id && port === 'error');
  if (hasBranch) return { ports: ['error'], output: null };
  if (node.onError === 'continue') return { ports: ['done'], output: null };
  return { ports: [], output: null, code: result.code };
}

function perform(node: Node, scope: Scope, world: World): Ended | { code: string } {
  switch (node.type) {
    case 'tool':
      return work(node, node.tool, world);
    case 'agent':
      return work(node, node.agent, world);
    case 'approval': {
      const decision = world.decide(node.question);
      const output = { decision, payload: fill(node.payload ?? null, scope) };
      return { ports: [decision === 'approved' ? 'done' : decision], output };
    }
    case 'delay':
      return done(null);
    case 'workflow':
      return runOther(node, scope, world);
    case 'value':
      return done(fill(node.value, scope));
    case 'join':
      return done(null);
    case 'condition': {
      const holding = node.cases.filter(({ when }) => evaluateCondition(when, scope)).map(({ port }) => port);
      const ports = node.choose === 'first' ? holding.slice(0, 1) : holding;
      const left = ports.length > 0 ? ports : ['otherwise'];
      return { ports: left, output: { ports: left } };
    }
    case 'wait': {
      const signal = world.signal(node.signals);
      if (!signal) return { ports: ['timeout'], output: null };
      return { ports: [signal.name], output: { signal: signal.name, payload: signal.payload } };
    }
    case 'map':
      return goThrough(node, scope, world);
    case 'loop':
      return repeat(node, scope, world);
    case 'code':
    case 'knowledge':
      throw new TypeError(`the reference has no ${node.type}`);
  }
}

const done = (output: unknown): Ended => ({ ports: ['done'], output });

function work(node: Node, name: string, world: World): Ended | { code: string } {
  const tries = 1 + (node.retry?.times ?? 0);
  for (let attempt = 1; ; attempt++) {
    const answer = world.work(name, attempt);
    if ('result' in answer) return done(answer.result);
    if (attempt >= tries) return answer;
  }
}

/** Another try of it would end as the first one. */
function runOther(node: Node & { type: 'workflow' }, scope: Scope, world: World): Ended | { code: string } {
  const input = fill(node.input, scope) as Record<string, unknown>;
  const end = referenceRun(world.workflow(node.workflow), input, world);
  return end.kind === 'done' ? done(end.output) : { code: [...end.codes].join(' ') };
}

function goThrough(node: Node & { type: 'map' }, scope: Scope, world: World): Ended | { code: string } {
  const items = compileExpression(node.over).evaluate(scope) as unknown[];
  const ends = items.map((item, index) => runGraph(node.do, { ...scope, item, index }, world));
  const failed = ends.flatMap((end) => (end.kind === 'failed' ? [...end.codes] : []));
  if (failed.length > 0 && node.onItemError === 'fail') return { code: failed.join(' ') };
  return done(ends.map((end) => (end.kind === 'done' ? end.output : null)));
}

function repeat(node: Node & { type: 'loop' }, scope: Scope, world: World): Ended | { code: string } {
  let state: unknown = fill(node.state, scope);
  for (let index = 0; index < node.maxRounds; index++) {
    const end = runGraph(node.do, { ...scope, state, index }, world);
    if (end.kind === 'failed') return { code: [...end.codes].join(' ') };
    state = end.output;
    if (evaluateCondition(node.until, { ...scope, state, index })) break;
  }
  return done(state);
}
