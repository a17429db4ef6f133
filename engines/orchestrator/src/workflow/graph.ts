import type { Graph, Node } from './definition.ts';

/** The port of a node's usual end; `after: ["a"]` means "a:done". */
export const DONE = 'done';
export const ERROR = 'error';

/** An arrow: `to` waits for `from` to leave by `port`. */
export interface Edge {
  from: string;
  port: string;
  to: string;
}

export function edgesOf(nodes: readonly Node[]): Edge[] {
  return nodes.flatMap((node) => node.after.map((source) => ({ ...parseSource(source), to: node.id })));
}

export function parseSource(source: string): { from: string; port: string } {
  const at = source.indexOf(':');
  return at < 0 ? { from: source, port: DONE } : { from: source.slice(0, at), port: source.slice(at + 1) };
}

/** The ports by which a node may leave, besides `error`, which every node has that can fail. */
export function portsOf(node: Node): string[] {
  switch (node.type) {
    case 'condition':
      return [...node.cases.map(({ port }) => port), 'otherwise'];
    case 'approval':
      return [DONE, 'rejected', ...(node.expiresMs === undefined ? [] : ['expired'])];
    case 'wait':
      return [...node.signals, ...(node.timeoutMs === undefined ? [] : ['timeout'])];
    default:
      return [DONE];
  }
}

/** Nodes that undo others: they are no part of the usual flow. */
export function compensators(nodes: readonly Node[]): ReadonlySet<string> {
  return new Set(nodes.flatMap(({ compensate }) => compensate ?? []));
}

/** Nodes that nothing comes after, in their order. */
export function lastNodes({ nodes }: Pick<Graph, 'nodes'>): Node[] {
  const undoing = compensators(nodes);
  const followed = new Set(edgesOf(nodes).map(({ from }) => from));
  return nodes.filter(({ id }) => !followed.has(id) && !undoing.has(id));
}

/**
 * Ids so that each stands after all that it comes after, else in their order; those in or behind a circle
 * are left out. Source: Kahn 1962.
 */
export function topologicalOrder(nodes: readonly Node[]): string[] {
  const known = new Set(nodes.map(({ id }) => id));
  const edges = edgesOf(nodes).filter(({ from }) => known.has(from));
  const open = new Map(nodes.map(({ id }) => [id, edges.filter(({ to }) => to === id).length]));
  const next = Map.groupBy(edges, ({ from }) => from);
  const ready = nodes.filter(({ id }) => open.get(id) === 0).map(({ id }) => id);
  const order: string[] = [];
  for (let id = ready.shift(); id !== undefined; id = ready.shift()) {
    order.push(id);
    for (const { to } of next.get(id) ?? []) {
      const left = open.get(to)! - 1;
      open.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return order;
}

/** For each node all those that come before it, directly or not. Wants a graph without circles. */
export function ancestors(nodes: readonly Node[]): Map<string, ReadonlySet<string>> {
  const direct = Map.groupBy(edgesOf(nodes), ({ to }) => to);
  const found = new Map<string, ReadonlySet<string>>();
  for (const id of topologicalOrder(nodes)) {
    const before = new Set<string>();
    for (const { from } of direct.get(id) ?? []) {
      before.add(from);
      for (const other of found.get(from) ?? []) before.add(other);
    }
    found.set(id, before);
  }
  return found;
}

/** All nodes of a graph and of the graphs inside of it, with the way there. */
export function* everyNode(
  graph: Pick<Graph, 'nodes'>,
  path: readonly string[] = [],
): Generator<{ node: Node; path: string[] }> {
  for (const node of graph.nodes) {
    yield { node, path: [...path, node.id] };
    if (node.type === 'map' || node.type === 'loop') yield* everyNode(node.do, [...path, node.id]);
  }
}
